import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem, Session } from '@app/intent-contracts';
import { RawSocket } from '../conformance/raw-socket.js';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';
import { send } from '../processes/plane-client.js';

const QUOTAS = {
  slow: { intents_per_second: 5 },
  busy: { running_executions: 3 },
  small: { stored_bytes: 1_000 },
  quiet: { streams: 2 },
  terse: { payload_bytes: 200 },
};
let planes: BothPlanes;

beforeAll(async () => {
  planes = await BothPlanes.start({ TENANT_QUOTAS: JSON.stringify(QUOTAS) });
});

afterAll(() => planes.kill());

const submit = (session: Session, payload: Record<string, unknown> = {}) =>
  planes.api.submit<Problem & { execution_id: string }>(placeOrder(session, payload));

function expectRefused({ status, headers, body }: Awaited<ReturnType<typeof submit>>): void {
  expect({ status, code: body.code }).toEqual({ status: 429, code: 'QUOTA_EXCEEDED' });
  expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
}

describe('a tenant with a quota', () => {
  it('of intents a second may submit so many, and is told when it may go on; others do not notice', async () => {
    const [slow, other] = [await planes.api.session('slow'), await planes.api.session('acme')];
    const answers = await Promise.all(Array.from({ length: 12 }, () => submit(slow)));
    const refused = answers.filter(({ status }) => status !== 202);
    // The second may have ended in between.
    expect(refused.length).toBeGreaterThanOrEqual(2);
    refused.forEach(expectRefused);
    const others = await Promise.all(Array.from({ length: 12 }, () => submit(other)));
    expect(others.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 202));
  });

  it('of running executions may have so many, and more when one has ended', async () => {
    const session = await planes.api.session('busy');
    const long = { simulate: { delay_ms: 60_000 } };
    const running = [];
    for (let count = 0; count < 3; count += 1) running.push((await submit(session, long)).body.execution_id);
    expectRefused(await submit(session));
    await planes.api.post(`/execution/${running[0]}/terminate`, { reason: 'to make room' });
    await planes.api.ended(running[0]!);
    // It was told to come back after a second.
    await sleep(1_000);
    expect((await submit(session)).status).toBe(202);
  });

  it('of stored bytes may store so many, and nothing of what goes beyond is kept', async () => {
    const upload = (size: number, length = true) =>
      send<Problem>('POST', `${planes.api.base}/artifact/upload`, {
        headers: { 'content-type': 'text/plain', 'x-filename': 'a.txt', 'x-tenant-id': 'small' },
        body: length ? 'x'.repeat(size) : new Blob(['x'.repeat(size)]).stream(),
      });
    expect((await upload(600)).status).toBe(201);
    expectRefused((await upload(600)) as never);
    expect((await upload(300)).status).toBe(201);
    expectRefused((await upload(101)) as never);
    expect((await upload(100)).status).toBe(201);
  });

  it('of streams may follow so many, and another when one has ended', async () => {
    const session = await planes.api.session('quiet');
    const socket = await RawSocket.open(
      `${planes.runtime.url.replace('http', 'ws')}/api/events/stream`,
      'intent-events.v1',
    );
    const follow = (sub: string): void =>
      socket.send({ event: 'subscribe', data: { sub, session_id: session.session_id, tenant_id: 'quiet' } });
    for (const sub of ['a', 'b']) {
      follow(sub);
      await socket.frame('subscribed', (data) => data.sub === sub);
    }
    follow('c');
    expect((await socket.frame('error', (data) => data.sub === 'c')).problem.code).toBe('QUOTA_EXCEEDED');
    socket.send({ event: 'unsubscribe', data: { sub: 'a' } });
    follow('d');
    await socket.frame('subscribed', (data) => data.sub === 'd');
    socket.close();
  });

  it('of payloads may send such, and none that are larger', async () => {
    const session = await planes.api.session('terse');
    expect((await submit(session)).status).toBe(202);
    const refused = await submit(session, { sku: 's'.repeat(99), card: 'c'.repeat(99) });
    expect(refused).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
  });
});
