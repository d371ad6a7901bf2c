import { describe, expect, it } from '@jest/globals';
import { EngineLife, told, type Run } from './testing/engine-life.js';

describe('concurrency keys (S19)', () => {
  it('executions of one key run one after another in the order of their acceptance, waits included', async () => {
    const story: string[] = [];
    const run: Run = async (saga, { number }) => {
      await saga.step('in', { invoke: () => void story.push(`in ${number}`), compensate: () => undefined });
      await saga.sleep('pause', 500);
      await saga.step('out', { invoke: () => void story.push(`out ${number}`), compensate: () => undefined });
    };
    const life = await EngineLife.begin(await EngineLife.newDatabase(), run);
    const submitted = [];
    for (const number of [1, 2, 3]) submitted.push(await life.submit({ payload: { number }, concurrencyKey: 'cart' }));
    for (const executionId of submitted) await life.until(executionId, 'succeeded');
    expect(story).toEqual(['in 1', 'out 1', 'in 2', 'out 2', 'in 3', 'out 3']);
  });

  it('one that is cancelled while it waits for its key lets nobody through who is not next', async () => {
    const run: Run = async (saga) => void (await saga.waitForSignal('go'));
    const life = await EngineLife.begin(await EngineLife.newDatabase(), run);
    const [first, second, third] = [
      await life.submit({ concurrencyKey: 'k' }),
      await life.submit({ concurrencyKey: 'k' }),
      await life.submit({ concurrencyKey: 'k' }),
    ];
    await life.until(first, 'waiting');
    await life.tell(
      second,
      { type: 'execution.cancel_requested', data: {} },
      { type: 'execution.cancelled', data: { problem: { detail: 'x' } as never, residual_effects: [] } },
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await life.row(third))!.status).toBe('queued');
    await life.tell(first, { type: 'signal.received', data: { name: 'go', signal_id: 'g' } });
    await life.until(first, 'succeeded');
    await life.until(third, 'waiting');
  });
});

describe('poison (S18)', () => {
  it('an execution whose runs end with the process is paused after five, and the others end', async () => {
    const run: Run = async (saga, { number }) => {
      // The process dies in the middle of it.
      const invoke = () => (number === 666 ? new Promise(() => undefined) : number);
      await saga.step('one', { invoke, compensate: () => undefined });
    };
    const database = await EngineLife.newDatabase();
    let dying = await EngineLife.begin(database, run);
    const poison = await dying.submit({ payload: { number: 666 } });
    const good: string[] = [];
    for (let life = 1; life <= 5; life += 1) {
      await dying.logged(poison, 'step.started one', life);
      dying.connection.count(0, false);
      dying = await EngineLife.begin(database, run);
      good.push(await dying.submit({ payload: { number: life } }));
    }
    const row = await dying.until(poison, 'paused');
    expect(row.pauseReason).toBe('poison');
    for (const executionId of good) await dying.until(executionId, 'succeeded');
    expect(told(await dying.log(poison)).filter((line) => line === 'step.started one')).toHaveLength(5);
  });

  it('runs that recorded an outcome do not count', async () => {
    let life = 0;
    const run: Run = async (saga) => {
      for (let step = 0; step < 8; step += 1) {
        // Each process dies one step further on.
        const invoke = () => (step === life ? new Promise(() => undefined) : step);
        await saga.step(`step-${step}`, { invoke, compensate: () => undefined });
      }
    };
    const database = await EngineLife.newDatabase();
    let dying = await EngineLife.begin(database, run);
    const executionId = await dying.submit();
    while (life < 8) {
      await dying.logged(executionId, `step.started step-${life}`);
      dying.connection.count(0, false);
      life += 1;
      dying = await EngineLife.begin(database, run);
    }
    await dying.until(executionId, 'succeeded');
  });
});
