import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { STREAM_PROTOCOL } from '@app/intent-contracts';
import { LONG, print } from '../chaos/judge.js';
import { placeOrder } from '../processes/intents.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { experienceProcess, runtimeProcess } from '../processes/planes.js';
import { SlowConnection, SLOWNESSES, type Slowness } from './slow-connection.js';

/** To both planes together. */
const CONNECTIONS = LONG ? 2_000 : 200;
const BODY_STALL_MS = '4000';
/** Within which everybody who is slow has to be gone, and in which healthy clients are watched. */
const CUT_WITHIN_MS = 20_000;
const WATCHED_MS = LONG ? 8_000 : 3_000;
const PATIENT = `--import ${pathToFileURL(join(import.meta.dirname, 'preloads/patient-server.mjs')).href}`;

let planes: Record<'Runtime' | 'Experience', PlaneProcess>;
let clients: PlaneClient[];
let patient: PlaneProcess;
beforeAll(async () => {
  const runtime = await runtimeProcess({ BODY_STALL_MS, LOG_LEVEL: 'error' });
  const experience = await experienceProcess(runtime.url, { BODY_STALL_MS, LOG_LEVEL: 'error' });
  patient = await experienceProcess(runtime.url, { BODY_STALL_MS, LOG_LEVEL: 'error', NODE_OPTIONS: PATIENT });
  await Promise.all([runtime.start(), experience.start(), patient.start()]);
  planes = { Runtime: runtime, Experience: experience };
  clients = [new PlaneClient(`${runtime.url}/api`), new PlaneClient(`${experience.url}/v1`)];
});
afterAll(() => Promise.all([...Object.values(planes), patient].map((plane) => plane.kill())));

const slowTo = ({ url }: PlaneProcess, slowness: Slowness): SlowConnection =>
  new SlowConnection(url, slowness, url === planes.Runtime.url ? '/api/session/create' : '/v1/session');

/** How long answers take to those who are quick, and how many were not what they should be. */
async function watched(client: PlaneClient): Promise<{ p99: number; asked: number; failed: number }> {
  const session = await client.session();
  const taken: number[] = [];
  let failed = 0;
  for (const end = performance.now() + WATCHED_MS; performance.now() < end; await sleep(2)) {
    const since = performance.now();
    const { status } = await client.submit(placeOrder(session));
    taken.push(performance.now() - since);
    if (status !== 202) failed += 1;
  }
  const sorted = taken.toSorted((one, other) => one - other);
  return { p99: sorted[Math.floor(sorted.length * 0.99)]!, asked: taken.length, failed };
}

describe('clients that are slow', () => {
  it(`are cut off, ${CONNECTIONS} of them, and those who are not are served meanwhile`, async () => {
    // What is compiled, and connected, at the first requests is not what is measured.
    await Promise.all(clients.map(watched));
    const before = await Promise.all(clients.map(watched));

    const slow = Object.values(planes).flatMap((plane) =>
      Array.from({ length: CONNECTIONS / 2 }, (_, index) => slowTo(plane, SLOWNESSES[index % SLOWNESSES.length]!)),
    );
    const waitedFor = Array.from({ length: 6 }, () => slowTo(patient, 'headers'));
    const meanwhile = await Promise.all(clients.map(watched));
    await Promise.race([Promise.all(slow.map(({ cut }) => cut)), sleep(CUT_WITHIN_MS, undefined, { ref: false })]);

    const longest = (slowness: Slowness): string =>
      `${slowness} ${Math.round(Math.max(...slow.filter((one) => one.slowness === slowness).map(({ cutAfter = Infinity }) => cutAfter)))} ms`;
    print('slow clients', `${CONNECTIONS} of them, cut after at most: ${SLOWNESSES.map(longest).join(', ')}`);
    for (const [index, plane] of Object.keys(planes).entries()) {
      const [alone, among] = [before[index]!, meanwhile[index]!];
      print(
        plane,
        `p99 of ${alone.asked} submits alone ${alone.p99.toFixed(1)} ms, of ${among.asked} among slow ones ${among.p99.toFixed(1)} ms`,
      );
      expect(alone.failed + among.failed).toBe(0);
      // On a machine that does other things beside, a short run says little.
      if (LONG) expect(among.p99).toBeLessThanOrEqual(2 * Math.max(alone.p99, 5));
    }
    expect(slow.filter(({ cutAfter }) => cutAfter === undefined)).toHaveLength(0);
    // What has no such limits keeps them: it is the limits that cut the others off.
    expect(waitedFor.filter(({ cutAfter }) => cutAfter === undefined)).toHaveLength(waitedFor.length);
    for (const connection of waitedFor) connection.destroy();
  }, 180_000);
});

describe.each([
  ['Runtime', '/api/events/stream'],
  ['Experience', '/v1/live'],
] as const)('a WebSocket to %s', (plane, path) => {
  const urlOf = (at: string): string => planes[plane].url.replace(/^http/, 'ws') + at;

  it.each([`${path}/x`, '/', '/no/such/place', `${path}%00`])('is refused with a problem at %s', async (at) => {
    const socket = new WebSocket(urlOf(at), STREAM_PROTOCOL);
    const answer = await new Promise<{ status: number | undefined; type: string | undefined; body: string }>(
      (resolve, reject) => {
        socket.on('error', reject).on('unexpected-response', (_request, response) => {
          let body = '';
          response.setEncoding('utf8').on('data', (text: string) => (body += text));
          response.on('end', () =>
            resolve({ status: response.statusCode, type: response.headers['content-type'], body }),
          );
        });
      },
    );

    expect(answer).toMatchObject({ status: 404, type: 'application/problem+json' });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'ROUTE_NOT_FOUND', status: 404 });
  });

  it('takes frames of 64 KiB and no more', async () => {
    const closed = async (size: number): Promise<number | string> => {
      const socket = new WebSocket(urlOf(path), STREAM_PROTOCOL);
      const end = new Promise<number>((resolve) => socket.once('close', resolve));
      const answered = new Promise<string>((resolve) => {
        socket.on('message', (data: Buffer) => data.toString().includes('"error"') && resolve('answered'));
      });
      socket.once('open', () => socket.send(`"${'x'.repeat(size - 2)}"`));
      const outcome = await Promise.race([end, answered]);
      socket.terminate();
      return outcome;
    };

    expect(await closed(64 * 1024)).toBe('answered');
    expect(await closed(64 * 1024 + 1)).toBe(1009);
  });
});
