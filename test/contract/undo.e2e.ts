import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Execution, Problem, Session } from '@app/intent-contracts';
import { LedgerServer } from '../chaos/ledger.js';
import { placeOrder } from '../processes/intents.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { runtimeProcess } from '../processes/planes.js';

let ledger: LedgerServer;
let runtime: PlaneProcess;
let client: PlaneClient;
let session: Session;

beforeAll(async () => {
  ledger = await LedgerServer.listen();
  runtime = await runtimeProcess({ ORDERS_LEDGER_URL: ledger.url });
  await runtime.start();
  client = new PlaneClient(`${runtime.url}/api`);
  session = await client.session();
});

beforeEach(() => {
  ledger.calls.length = 0;
});

afterAll(async () => {
  await runtime.kill();
  await ledger.close();
});

const start = async (simulate: Record<string, unknown>) =>
  (await client.accepted(placeOrder(session, { simulate }))).execution_id;

const story = (id: string) => ledger.of(id).map(({ kind, step }) => `${kind} ${step}`);

const command = <Body = Execution>(id: string, name: string, body?: unknown) =>
  client.post<Body>(`/execution/${id}/${name}`, body);

const parked = (id: string) => client.until(id, ({ status }) => status === 'compensation_failed');

describe('an order', () => {
  it('that works has each effect once, under keys of its own', async () => {
    const id = await start({});
    const { status, result } = await client.ended(id);

    expect(status).toBe('succeeded');
    expect(story(id)).toEqual(['do reserve-stock', 'do charge-card', 'do create-order']);
    expect(new Set(ledger.of(id).map(({ key }) => key)).size).toBe(3);
    expect(result).toEqual({
      order_id: expect.any(String),
      reservation_id: expect.any(String),
      charge_id: expect.any(String),
    });
  });

  it.each([
    ['reserve-stock', 'failed', []],
    ['charge-card', 'compensated', ['do reserve-stock', 'undo reserve-stock']],
    ['create-order', 'compensated', ['do reserve-stock', 'do charge-card', 'undo charge-card', 'undo reserve-stock']],
  ])('whose %s fails for good ends as %s and leaves nothing behind', async (step, outcome, effects) => {
    const id = await start({ fail_step: step });
    const { status, error, residual_effects } = await client.ended(id);

    expect({ status, residual_effects }).toEqual({ status: outcome, residual_effects: [] });
    expect(error).toMatchObject({ code: 'STEP_FAILED', step });
    expect(story(id)).toEqual(effects);
  });

  it('whose step fails now and then is tried again with the same key until it works', async () => {
    const id = await start({ fail_step: 'charge-card', fail_times: 2 });
    const { status } = await client.ended(id);
    const { body } = await client.detail(id);

    expect(status).toBe('succeeded');
    expect(body.steps[1]).toMatchObject({
      name: 'charge-card',
      state: 'succeeded',
      undo_kind: 'function',
      attempts: [{ attempt: 1, problem: { code: 'STEP_FAILED' } }, { attempt: 2 }, { attempt: 3 }],
    });
  });

  it('whose effect was made but not confirmed is made again with the same key', async () => {
    ledger.refuseNext(1);
    const id = await start({});
    const { status } = await client.ended(id);
    const [first, second] = ledger.of(id);

    expect(status).toBe('succeeded');
    expect(story(id).slice(0, 2)).toEqual(['do reserve-stock', 'do reserve-stock']);
    expect(second).toMatchObject({ key: first?.key, attempt: 2 });
  });

  it('shows in its steps what was tried and what was taken back', async () => {
    const id = await start({ fail_step: 'create-order', fail_undo: 'charge-card', fail_undo_times: 1 });
    await client.ended(id);
    const { body } = await client.detail(id);

    expect(body).toMatchObject({
      status: 'compensated',
      steps: [
        { name: 'reserve-stock', state: 'succeeded', undo: { state: 'succeeded', attempts: [{ attempt: 1 }] } },
        {
          name: 'charge-card',
          state: 'succeeded',
          output: { charge_id: expect.any(String) },
          undo: { state: 'succeeded', attempts: [{ attempt: 1 }, { attempt: 2 }] },
        },
        { name: 'create-order', state: 'failed', attempts: [{ attempt: 1, problem: { step: 'create-order' } }] },
      ],
    });
  });
});

describe('an order whose undo fails for good', () => {
  it('waits for a person, and the later undos wait with it', async () => {
    const id = await start({ fail_step: 'create-order', fail_undo: 'charge-card' });
    const execution = await parked(id);

    expect(execution).toMatchObject({ done: false, error: { code: expect.any(String) } });
    expect(story(id)).toEqual(['do reserve-stock', 'do charge-card']);
  });

  it('goes on when the undo is skipped, and says for ever what was left behind and why', async () => {
    const id = await start({ fail_step: 'create-order', fail_undo: 'charge-card' });
    await parked(id);
    const skipped = await command(id, 'compensation/skip', { reason: 'Refunded by hand.' });
    const execution = await client.ended(id);

    expect(skipped.status).toBe(202);
    expect(execution).toMatchObject({
      status: 'compensated',
      residual_effects: [{ step: 'charge-card', cause: 'skipped', reason: 'Refunded by hand.' }],
    });
    expect(story(id)).toEqual(['do reserve-stock', 'do charge-card', 'undo reserve-stock']);
  });

  it('goes on when it was undone by other means, and leaves nothing behind', async () => {
    const id = await start({ fail_step: 'create-order', fail_undo: 'charge-card' });
    await parked(id);
    const resolved = await command(id, 'compensation/resolve', { evidence: 'Refund 4711.' });
    const execution = await client.ended(id);

    expect(resolved.status).toBe(202);
    expect(execution).toMatchObject({ status: 'compensated', residual_effects: [] });
    const events = await client.events(id);
    expect(events.find(({ type }) => type === 'undo.resolved')?.data).toMatchObject({
      step: 'charge-card',
      evidence: 'Refund 4711.',
    });
  });

  it('is tried again when a person says so', async () => {
    const id = await start({ fail_step: 'create-order', fail_undo: 'charge-card', fail_undo_times: 12 });
    await parked(id);
    const retried = await command(id, 'compensation/retry');
    const execution = await client.ended(id);

    expect(retried.status).toBe(202);
    expect(execution).toMatchObject({ status: 'compensated', residual_effects: [] });
    expect(story(id)).toEqual(['do reserve-stock', 'do charge-card', 'undo charge-card', 'undo reserve-stock']);
  });

  it('waits through a crash', async () => {
    const id = await start({ fail_step: 'create-order', fail_undo: 'charge-card' });
    await parked(id);
    await runtime.kill();
    await runtime.start();

    expect((await client.status(id)).body.status).toBe('compensation_failed');
    await command(id, 'compensation/skip', { reason: 'Refunded by hand.' });
    await expect(client.ended(id)).resolves.toMatchObject({ status: 'compensated' });
    expect(story(id)).toEqual(['do reserve-stock', 'do charge-card', 'undo reserve-stock']);
  });

  it('takes no command that does not fit, and says which would', async () => {
    const id = await start({ fail_step: 'create-order', fail_undo: 'charge-card' });
    await parked(id);
    const refused = await command<Problem>(id, 'resume');
    await command(id, 'compensation/skip', { reason: 'Refunded by hand.' });
    await client.ended(id);
    const late = await command<Problem>(id, 'compensation/retry');

    expect(refused).toMatchObject({ status: 409, body: { code: 'TRANSITION_NOT_ALLOWED' } });
    expect(refused.body.allowed).toEqual(expect.arrayContaining(['compensation/retry', 'compensation/skip']));
    expect(late).toMatchObject({ status: 409, body: { code: 'TRANSITION_NOT_ALLOWED' } });
  });
});
