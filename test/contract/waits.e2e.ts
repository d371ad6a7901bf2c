import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Execution } from '@app/intent-contracts';
import { placeOrder } from '../processes/intents.js';
import { Stage } from './played.js';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.set({ RUNTIME_REALMS: './test/contract/realms/play,./examples/realms/orders' });
});
afterEach(() => stage.world.atEase());
afterAll(() => stage.strike());

/** Through Experience, as whoever approves would. */
const send = (id: string, signal: string, body: unknown = {}) =>
  stage.planes.v1.post<Execution>(`/execution/${id}/signal/${signal}`, body);
const waiting = (id: string) => stage.planes.v1.until(id, ({ status }) => status === 'waiting');
const ended = (id: string) => stage.planes.v1.ended(id);
const outcomes = ({ result }: Execution) => (result as { outcomes: unknown[] }).outcomes;

describe('an execution that sleeps', () => {
  it('says until when, goes on by itself, and repeats nothing of what it had done', async () => {
    const id = await stage.begin([{ step: 'pack' }, { sleep: 'cool', for: '400ms' }, { step: 'post' }]);
    const asleep = await waiting(id);
    const execution = await ended(id);

    expect(asleep.blocked_on).toMatchObject({
      kind: 'wait',
      waits: [{ wait: 'cool#1', kind: 'sleep', due_at: expect.stringMatching(/^\d{4}-.*Z$/) }],
    });
    const wokeUp = (await stage.planes.api.events(id)).find(({ type }) => type === 'wait.ended');
    expect(Date.parse(wokeUp!.time)).toBeGreaterThanOrEqual(Date.parse(asleep.blocked_on!.waits![0]!.due_at!));
    expect(execution).toMatchObject({ status: 'succeeded' });
    expect(execution.blocked_on).toBeUndefined();
    expect(stage.world.story(id)).toEqual(['do pack', 'do post']);
    expect(await stage.told(id)).toEqual([
      'execution.accepted',
      'execution.started',
      'step.started pack',
      'step.succeeded pack',
      'wait.started cool#1',
      'execution.waiting',
      'wait.ended cool#1',
      'step.started post',
      'step.succeeded post',
      'execution.succeeded',
    ]);
  });
});

describe('an execution that waits for a signal', () => {
  it('goes on with what the signal says', async () => {
    const id = await stage.begin([{ signal: 'approval' }]);
    const asleep = await waiting(id);
    const told = await send(id, 'approval', { id: 'mail-7', payload: { by: 'Ann', limit: null } });

    expect(asleep.blocked_on).toMatchObject({ kind: 'wait', waits: [{ wait: 'approval#1', kind: 'signal' }] });
    expect(told).toMatchObject({ status: 202, body: { execution_id: id } });
    expect(outcomes(await ended(id))).toEqual([{ id: 'mail-7', payload: { by: 'Ann', limit: null } }]);
  });

  it('is told that no wait can have such a name', async () => {
    const id = await stage.begin([{ signal: 'approval' }]);
    const answer = await send(id, encodeURIComponent('no wait/has this'));
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer: '/name' }] });
  });

  it('is not kept by signals of other names', async () => {
    const id = await stage.begin([{ signal: 'approval' }]);
    await waiting(id);
    await send(id, 'rejection', { payload: 1 });
    await send(id, 'approval', { payload: 2 });

    expect(outcomes(await ended(id))).toEqual([{ id: expect.any(String), payload: 2 }]);
  });

  it('finds those that came before it waited, in the order in which they came', async () => {
    const packing = stage.world.hold('do pack');
    const id = await stage.begin([{ step: 'pack' }, { signal: 'part' }, { signal: 'part' }]);
    await packing.told;
    await send(id, 'part', { id: 'one', payload: 1 });
    await send(id, 'part', { id: 'two', payload: 2 });
    packing.letGo();

    expect(outcomes(await ended(id))).toEqual(['pack done', { id: 'one', payload: 1 }, { id: 'two', payload: 2 }]);
    expect(await stage.told(id)).not.toContain('execution.waiting');
  });

  it('takes a signal once, however often it is sent', async () => {
    const id = await stage.begin([{ signal: 'part' }, { signal: 'part' }]);
    await waiting(id);
    await Promise.all([1, 2, 3].map(() => send(id, 'part', { id: 'one', payload: 'first' })));
    await stage.planes.v1.until(id, (now) => now.blocked_on?.waits?.[0]?.wait === 'part#2');
    await send(id, 'part', { id: 'one', payload: 'first, again' });
    await send(id, 'part', { id: 'two', payload: 'second' });

    expect(outcomes(await ended(id))).toEqual([
      { id: 'one', payload: 'first' },
      { id: 'two', payload: 'second' },
    ]);
    const received = (await stage.planes.api.events(id)).filter(({ type }) => type === 'signal.received');
    expect(received).toHaveLength(2);
  });

  it('takes the repeat of a signal also when that has ended it, for its answer may have been lost', async () => {
    const id = await stage.begin([{ signal: 'part' }]);
    await send(id, 'part', { id: 'one' });
    await ended(id);

    expect(await send(id, 'part', { id: 'one' })).toMatchObject({ status: 202, body: { status: 'succeeded' } });
    expect(await send(id, 'part', { id: 'two' })).toMatchObject({ status: 409 });
  });

  it('goes on without one when the time is over', async () => {
    const id = await stage.begin([{ signal: 'approval', timeout: '300ms' }, { step: 'pack' }]);
    const asleep = await waiting(id);

    expect(asleep.blocked_on?.waits).toEqual([
      { wait: 'approval#1', kind: 'signal', due_at: expect.stringMatching(/^\d{4}-.*Z$/) },
    ]);
    expect(outcomes(await ended(id))).toEqual([null, 'pack done']);
  });

  it('takes none when it has ended, and says so', async () => {
    const id = await stage.begin([{ step: 'pack' }]);
    await ended(id);

    expect(await send(id, 'approval')).toMatchObject({ status: 409, body: { code: 'TRANSITION_NOT_ALLOWED' } });
  });
});

describe('waits', () => {
  it('hold no worker: with one worker, many wait and others are carried out', async () => {
    const single = await Stage.set({
      RUNTIME_REALMS: './test/contract/realms/play,./examples/realms/orders',
      RUNTIME_CONCURRENCY: '1',
    });
    try {
      const { v1 } = single.planes;
      const ids: string[] = [];
      for (let count = 0; count < 5; count += 1) ids.push(await single.begin([{ step: 'pack' }, { signal: 'go' }]));
      for (const id of ids) await v1.until(id, ({ status }) => status === 'waiting');
      const order = await v1.accepted(placeOrder(single.session));

      expect(await v1.ended(order.execution_id)).toMatchObject({ status: 'succeeded' });
      for (const id of ids) await v1.post(`/execution/${id}/signal/go`, {});
      for (const id of ids) expect(await v1.ended(id)).toMatchObject({ status: 'succeeded' });
    } finally {
      await single.strike();
    }
  });

  it('last through a kill: a signal, a time-out and a sleep that fell due meanwhile', async () => {
    const [signalled, timed, slept] = [
      await stage.begin([{ step: 'pack' }, { signal: 'go' }]),
      await stage.begin([{ step: 'pack' }, { signal: 'go', timeout: '1s' }]),
      await stage.begin([{ step: 'pack' }, { sleep: 'nap', for: '1s' }, { step: 'post' }]),
    ];
    await Promise.all([signalled, timed, slept].map(waiting));
    const before = await waiting(signalled);
    await stage.planes.runtime.kill();
    await stage.planes.runtime.start();

    expect((await stage.planes.api.status(signalled)).body).toEqual(before);
    expect(outcomes(await ended(timed))).toEqual(['pack done', null]);
    expect(outcomes(await ended(slept))).toEqual(['pack done', null, 'post done']);
    await send(signalled, 'go', { payload: 'at last' });
    expect(outcomes(await ended(signalled))).toEqual(['pack done', { id: expect.any(String), payload: 'at last' }]);
    for (const id of [signalled, timed, slept]) {
      expect(stage.world.story(id).filter((deed) => deed === 'do pack')).toHaveLength(1);
    }
  });

  it('do not lose a signal that was acknowledged just before a kill', async () => {
    const packing = stage.world.hold('do pack');
    const id = await stage.begin([{ step: 'pack' }, { signal: 'go' }]);
    await packing.told;
    const told = await send(id, 'go', { id: 'early', payload: 1 });
    await stage.planes.runtime.kill();
    packing.letGo();
    await stage.planes.runtime.start();

    expect(told.status).toBe(202);
    expect(outcomes(await ended(id))).toEqual(['pack done', { id: 'early', payload: 1 }]);
  });
});
