import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Execution, Session } from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';

let planes: BothPlanes;
let session: Session;

beforeAll(async () => {
  planes = await BothPlanes.start();
  session = await planes.api.session();
});

afterAll(() => planes.kill());

/** So long that no machine, however busy, takes it for what is answered at once or after a second. */
const LONG_STEP_MS = 15_000;

async function timed<Result>(work: Promise<Result>): Promise<[Result, number]> {
  const began = Date.now();
  const result = await work;
  return [result, Date.now() - began];
}

describe.each([
  ['Runtime', '/api', () => planes.api],
  ['Experience', '/v1', () => planes.v1],
])('%s', (_plane, prefix, door) => {
  const slow = (ms: number) => placeOrder(session, { simulate: { delay_ms: ms } });

  it('answers a submit at once, and says where to look next', async () => {
    const [answer, took] = await timed(door().submit(slow(LONG_STEP_MS)));
    const { body, headers } = answer;

    expect(answer.status).toBe(202);
    expect(took).toBeLessThan(LONG_STEP_MS);
    expect(body).toMatchObject({
      intent_type: 'orders.place',
      realm: 'orders',
      session_id: session.session_id,
      tenant_id: session.tenant_id,
      done: false,
      links: {
        status: `${prefix}/execution/${body.execution_id}/status`,
        events: `${prefix}/execution/${body.execution_id}/events`,
      },
    });
    expect(['queued', 'running']).toContain(body.status);
    expect(headers.get('location')).toContain(`${prefix}/execution/${body.execution_id}/status`);
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
  });

  it('answers 200 with the whole status to Prefer: wait, if the execution ends in time', async () => {
    const { status, body, headers } = await door().submit<Execution>(slow(20), { prefer: 'wait=10' });

    expect(status).toBe(200);
    expect(headers.get('preference-applied')).toBe('wait=10');
    expect(body).toMatchObject({ status: 'succeeded', done: true, progress: { completed_steps: 3 } });
    expect(body.result).toMatchObject({ order_id: expect.any(String), charge_id: expect.any(String) });
    expect(await door().status(body.execution_id)).toMatchObject({ body });
  });

  it('answers 200 whatever the outcome', async () => {
    const { status, body } = await door().submit<Execution>(
      placeOrder(session, { simulate: { fail_step: 'charge-card' } }),
      { prefer: 'wait=10' },
    );

    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'compensated',
      done: true,
      error: { code: 'STEP_FAILED', step: 'charge-card', detail: expect.any(String) },
      residual_effects: [],
    });
    expect(body.result).toBeUndefined();
  });

  it('answers 202 to Prefer: wait when the execution takes longer', async () => {
    const [{ status, body }, took] = await timed(door().submit(slow(LONG_STEP_MS), { prefer: 'wait=1' }));

    expect(status).toBe(202);
    expect(body.done).toBe(false);
    expect(took).toBeGreaterThanOrEqual(900);
    expect(took).toBeLessThan(LONG_STEP_MS);
  });

  it('answers 304 at once to a status that has not changed', async () => {
    const { execution_id } = await door().accepted(placeOrder(session));
    await door().ended(execution_id);
    const { headers } = await door().status(execution_id);
    const etag = headers.get('etag') ?? '';

    expect(etag).toMatch(/^(W\/)?".+"$/);
    const again = await door().status(execution_id, { 'if-none-match': etag });
    expect(again).toMatchObject({ status: 304, text: '' });
  });

  it('holds a long poll until something changes', async () => {
    const { execution_id } = await door().accepted(slow(400));
    let etag: string | undefined;
    let last: Execution | undefined;
    let polls = 0;
    for (; !last?.done && polls < 50; polls += 1) {
      const answer = await door().status(execution_id, { prefer: 'wait=5', ...(etag && { 'if-none-match': etag }) });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('etag')).not.toBe(etag);
      etag = answer.headers.get('etag') ?? undefined;
      last = answer.body;
    }

    expect(last).toMatchObject({ status: 'succeeded' });
    expect(polls).toBeGreaterThanOrEqual(3);
  });

  it('ends a long poll in which nothing changes with 304', async () => {
    const { execution_id } = await door().accepted(slow(LONG_STEP_MS));
    await door().until(execution_id, ({ progress }) => progress.current_step !== null);
    const etag = (await door().status(execution_id)).headers.get('etag') ?? '';
    const [answer, took] = await timed(door().status(execution_id, { prefer: 'wait=1', 'if-none-match': etag }));

    expect(answer.status).toBe(304);
    expect(took).toBeGreaterThanOrEqual(900);
    expect(took).toBeLessThan(LONG_STEP_MS);
  });
});
