import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem, Session } from '@app/intent-contracts';
import { PostgresServer } from '../postgres/postgres-server.js';
import { PlaneClient, send, type Answer } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { experienceProcess, runtimeProcess } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { BODIES, FAITHFUL, MEMBERS, type Bomb } from './bombs.js';

const WATCH = `--import ${pathToFileURL(join(import.meta.dirname, 'preloads/self-watch.mjs')).href}`;
const MOST_CPU_MS = 50;
const MOST_DELAY_MS = 100;
/** What a bomb costs is told by its cheapest answer; others are thrown at every route, this one at few. */
const TIMES = 5;

interface Seen {
  tag?: string;
  cpuMs: number;
  loopP99Ms: number;
  polluted: string[];
}

/** Both planes on one store, each of which writes down what its answers cost it. */
class Target {
  session!: Session;
  private constructor(
    readonly store: string,
    readonly planes: PlaneProcess[],
    readonly api: PlaneClient,
    readonly v1: PlaneClient,
    private readonly files: string[],
  ) {}

  static async start(store: string, env: Record<string, string>): Promise<Target> {
    const files = ['runtime', 'experience'].map((plane) => join(temporaryFolder('watch'), plane));
    const watch = (index: number): Record<string, string> => ({ NODE_OPTIONS: WATCH, SELF_WATCH_FILE: files[index]! });
    const runtime = await runtimeProcess({ ...env, ...watch(0), LOG_LEVEL: 'error' });
    const experience = await experienceProcess(runtime.url, { ...watch(1), LOG_LEVEL: 'error' });
    await Promise.all([runtime.start(), experience.start()]);
    const clients = [new PlaneClient(`${runtime.url}/api`), new PlaneClient(`${experience.url}/v1`)] as const;
    const target = new Target(store, [runtime, experience], ...clients, files);
    target.session = await target.v1.session();
    return target;
  }

  /** Of each plane, what its answers cost, in their order. */
  seen(): Seen[][] {
    return this.files.map((file) => {
      const lines = readFileSync(file, 'utf8').trim().split('\n');
      return lines.map((line) => JSON.parse(line) as Seen);
    });
  }

  async kill(): Promise<void> {
    await Promise.all(this.planes.map((plane) => plane.kill()));
  }
}

let targets: Target[] = [];
beforeAll(async () => {
  const postgres = await PostgresServer.start({ durable: false });
  targets = await Promise.all([
    Target.start('SQLite', {}),
    Target.start('PostgreSQL', { DATABASE_URL: await postgres.createDatabase('bombs') }),
  ]);
});
afterAll(() => Promise.all(targets.map((target) => target.kill())));

/** Every route that takes JSON from anyone, with something that may be put into it. */
const ROUTES: [
  name: string,
  method: string,
  path: (target: Target) => string,
  body: (target: Target, member: string) => string,
][] = [
  ['POST /api/intent/submit', 'POST', ({ api }) => `${api.base}/intent/submit`, submission],
  ['POST /v1/intent/submit', 'POST', ({ v1 }) => `${v1.base}/intent/submit`, submission],
  ['POST /api/session/create', 'POST', ({ api }) => `${api.base}/session/create`, opening],
  ['POST /v1/session', 'POST', ({ v1 }) => `${v1.base}/session`, opening],
  [
    'PUT /api/session/{id}/state/{key}',
    'PUT',
    ({ api, session }) => `${api.base}/session/${session.session_id}/state/fact`,
    (_, member) => `{"a":${member}}`,
  ],
  ['POST /api/query/submit', 'POST', ({ api }) => `${api.base}/query/submit`, query],
  ['POST /v1/content/data-mash/create', 'POST', ({ v1 }) => `${v1.base}/content/data-mash/create`, mash],
];

function submission({ session }: Target, member: string): string {
  return `{"intent_type":"orders.place","realm":"orders","session_id":"${session.session_id}","tenant_id":"acme","payload":{"order_id":"o","sku":"tea","quantity":1,"card":"c","simulate":${member}}}`;
}

function opening(_: Target, member: string): string {
  return `{"tenant_id":"acme","user_id":"ann","context":{"a":${member}}}`;
}

function query({ session }: Target, member: string): string {
  return `{"query_type":"content.list","realm":"content","session_id":"${session.session_id}","tenant_id":"acme","payload":{"a":${member}}}`;
}

function mash({ session }: Target, member: string): string {
  return `{"content_refs":["a","b"],"session_id":"${session.session_id}","tenant_id":"acme","options":{"a":${member}}}`;
}

/** So many MiB of nothing but white space, a MiB at a time. */
function spaces(mebibytes: number): ReadableStream {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      sent += 1;
      if (sent > mebibytes) controller.close();
      else controller.enqueue(new Uint8Array(2 ** 20).fill(0x20));
    },
  });
}

const outcomeOf = ({ status, body }: Answer<Problem>): object => ({
  status,
  code: body?.code,
  reasons: body?.errors?.map(({ code }) => code),
});

async function throwAt(
  target: Target,
  method: string,
  url: string,
  bomb: Bomb,
  body: Bomb['body'],
): Promise<Answer<Problem>> {
  const headers = { 'content-type': 'application/json', ...bomb.headers, 'x-bomb': bomb.name };
  return send(method, url, { headers, body: typeof body === 'string' ? body : new Uint8Array(body!) });
}

describe('a payload bomb', () => {
  it.each(ROUTES)('is answered with what is wrong by %s, on either store alike', async (_name, method, path, body) => {
    const unlike: unknown[] = [];
    for (const bomb of MEMBERS) {
      const { name, status, code, reasons } = bomb;
      for (const target of targets) {
        const answer = await throwAt(target, method, path(target), bomb, body(target, bomb.member!));
        const expected = { status, code, reasons };
        if (JSON.stringify(outcomeOf(answer)) !== JSON.stringify(expected))
          unlike.push({ name, store: target.store, expected, ...outcomeOf(answer) });
      }
    }

    expect(unlike).toEqual([]);
  });

  it.each(['Runtime', 'Experience'])(
    'that is no body at all is refused by %s, on either store alike',
    async (plane) => {
      const unlike: unknown[] = [];
      for (const bomb of BODIES) {
        const { name, status, code, reasons } = bomb;
        for (const target of targets) {
          const url = plane === 'Runtime' ? `${target.api.base}/session/create` : `${target.v1.base}/session`;
          const answer = await throwAt(target, 'POST', url, bomb, bomb.body);
          const expected = { status, code, reasons };
          if (JSON.stringify(outcomeOf(answer)) !== JSON.stringify(expected))
            unlike.push({ name, store: target.store, expected, ...outcomeOf(answer) });
        }
      }

      expect(unlike).toEqual([]);
    },
  );

  it.each(['Runtime', 'Experience'])('of 100 MB is cut off by %s without being read to its end', async (plane) => {
    for (const target of targets) {
      const url = plane === 'Runtime' ? `${target.api.base}/intent/submit` : `${target.v1.base}/intent/submit`;
      for (let time = 0; time < TIMES; time += 1) {
        const headers = { 'content-type': 'application/json', 'x-bomb': '100 MB' };
        const answer = await fetch(url, { method: 'POST', headers, body: spaces(100), duplex: 'half' });
        expect({ status: answer.status, store: target.store }).toEqual({ status: 413, store: target.store });
        await answer.arrayBuffer();
      }
    }
  });

  it.each([
    ['NUL in a path', '/execution/exe_%00/status', 400],
    ['NUL in a query', '/execution?session_id=a%00b&tenant_id=acme', 400],
    ['NUL in the name of a parameter', '/execution?a%00b=1&tenant_id=acme', 400],
    ['half of a surrogate pair', '/execution?session_id=%ED%A0%BD&tenant_id=acme', 400],
    ['a percent sign alone', '/execution/%/status', 400],
    [
      'a page token that holds NUL',
      `/execution?tenant_id=acme&page_token=${Buffer.from('a\0b').toString('base64url')}`,
      400,
    ],
    [
      'a cursor that holds NUL',
      `/events?tenant_id=acme&after=${Buffer.from('["f","acme","1\\u0000"]').toString('base64url')}`,
      400,
    ],
    ['a very long id', `/execution/${'x'.repeat(8_000)}/status`, 404],
    ['two tenants', '/execution?tenant_id=a&tenant_id=b', 422],
    ['a member of a parameter', '/execution?tenant_id[__proto__]=a', 422],
  ])('in an address is refused: %s', async (_name, path, status) => {
    const answers = await Promise.all(
      targets.flatMap(({ api, v1 }) => [api, v1].map((client) => client.get<Problem>(path, { 'x-bomb': 'address' }))),
    );

    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status));
    expect(new Set(answers.map(({ body }) => body.code)).size).toBe(1);
  });

  it('costs no plane more than 50 ms of CPU, keeps nobody else waiting, and leaves no trace in a prototype', () => {
    const planes = targets.flatMap((target) => target.seen());
    const seen = planes.flat();
    const cheapest = new Map<string, number>();
    for (const { tag, cpuMs } of seen) {
      if (tag !== undefined) cheapest.set(tag, Math.min(cpuMs, cheapest.get(tag) ?? Number.POSITIVE_INFINITY));
    }
    const dear = [...cheapest].toSorted(([, one], [, other]) => other - one);
    const delay = Math.max(...planes.map((answers) => answers.at(-1)?.loopP99Ms ?? Number.NaN));
    process.stdout.write(
      `  payload bombs: ${cheapest.size} of them in ${seen.length} answers; the dearest cost ${dear[0]?.[1].toFixed(1)} ms of CPU (${dear[0]?.[0]}), the event loop was late by ${delay.toFixed(1)} ms (p99)\n`,
    );

    expect(cheapest.size).toBeGreaterThanOrEqual(MEMBERS.length + BODIES.length);
    expect(dear.filter(([, cpuMs]) => cpuMs > MOST_CPU_MS)).toEqual([]);
    expect(delay).toBeLessThanOrEqual(MOST_DELAY_MS);
    expect(seen.flatMap(({ polluted }) => polluted)).toEqual([]);
  });
});

describe('JSON that loses nothing', () => {
  it.each(FAITHFUL)('comes back as it was from either store: %s', async (_name, text) => {
    for (const { api, session, store } of targets) {
      const url = `${api.base}/session/${session.session_id}/state/kept`;
      const put = await send('PUT', url, { headers: { 'content-type': 'application/json' }, body: text });
      const got = await send<{ value: unknown }>('GET', url);

      expect({ store, status: put.status }).toEqual({ store, status: 200 });
      expect(JSON.stringify(got.body.value)).toBe(JSON.stringify(JSON.parse(text)));
    }
  });
});
