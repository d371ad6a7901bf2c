import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem, Session } from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';

let planes: BothPlanes;
let session: Session;

beforeAll(async () => {
  planes = await BothPlanes.start();
  session = await planes.api.session();
});

afterAll(() => planes.kill());

describe.each([
  ['Runtime', () => planes.api],
  ['Experience', () => planes.v1],
])('an intent sent to %s with an Idempotency-Key', (plane, door) => {
  const key = (name: string) => ({ 'idempotency-key': `${plane}-${name}` });

  it('is answered as the first time when it is sent again, and runs once', async () => {
    const intent = placeOrder(session);
    const first = await door().submit(intent, key('replay'));
    await door().ended(first.body.execution_id);
    const second = await door().submit(intent, key('replay'));

    expect(first.status).toBe(202);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(second.status).toBe(202);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(second.body).toEqual(first.body);
    const events = await door().events(first.body.execution_id);
    expect(events.filter(({ type }) => type === 'execution.accepted')).toHaveLength(1);
  });

  it('is one execution when it is sent many times at once', async () => {
    const intent = placeOrder(session);
    const answers = await Promise.all(Array.from({ length: 20 }, () => door().submit(intent, key('at once'))));

    const accepted = answers.filter(({ status }) => status === 202);
    const refused = answers.filter(({ status }) => status !== 202);
    expect(new Set(accepted.map(({ body }) => body.execution_id)).size).toBe(1);
    expect(accepted.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1);
    for (const { status, headers } of refused) {
      expect(status).toBe(409);
      expect(headers.get('retry-after')).toMatch(/^\d+$/);
    }
  });

  it('is refused when the key came with another body before', async () => {
    await door().submit(placeOrder(session), key('reuse'));
    const { status, body } = await door().submit<Problem>(placeOrder(session), key('reuse'));

    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', retryable: false });
  });

  it("knows nothing of another tenant's keys", async () => {
    const foreign = await planes.api.session('globex');
    const ours = await door().submit(placeOrder(session, { order_id: 'same' }), key('tenants'));
    const theirs = await door().submit(placeOrder(foreign, { order_id: 'same' }), key('tenants'));

    expect(theirs.status).toBe(202);
    expect(theirs.headers.get('idempotent-replayed')).toBeNull();
    expect(theirs.body.execution_id).not.toBe(ours.body.execution_id);
  });

  it('does not burn the key when it was not accepted', async () => {
    const refused = await door().submit(placeOrder(session, { quantity: 0 }), key('refused'));
    const mended = await door().submit(placeOrder(session), key('refused'));

    expect(refused.status).toBe(422);
    expect(mended.status).toBe(202);
  });
});

describe('an Idempotency-Key', () => {
  it('is remembered over a crash of Runtime', async () => {
    const intent = placeOrder(session);
    const headers = { 'idempotency-key': 'over a crash' };
    const first = await planes.api.submit(intent, headers);
    await planes.runtime.kill();
    await planes.runtime.start();
    const second = await planes.api.submit(intent, headers);

    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.body.execution_id).toBe(first.body.execution_id);
  });
});
