import { describe, expect, it } from '@jest/globals';
import type { Decision } from './commands/decisions.js';
import { EngineLife, told, type Run } from './testing/engine-life.js';
import { World } from './testing/world.js';

const DAY = 86_400_000;

/** As the API decides it: a signal of an id that is known changes nothing. */
const signal =
  (name: string, id: string, payload?: unknown): Decision =>
  (_, { signals }) =>
    signals.has(id) ? [] : [{ type: 'signal.received', data: { name, signal_id: id, payload } }];

async function living(run: Run, slots?: number): Promise<{ life: EngineLife; executionId: string }> {
  const life = await EngineLife.begin(await EngineLife.newDatabase(), run, slots === undefined ? {} : { slots });
  return { life, executionId: await life.submit() };
}

const resultOf = ({ result }: { result: string | null }): unknown => JSON.parse(result!);

describe('waits (S14)', () => {
  it('one that sleeps holds no worker: with one slot, another runs meanwhile', async () => {
    const { life, executionId } = await living(async (saga, { number }) => {
      if (number === undefined) await saga.sleep('long', DAY);
      return { number };
    }, 1);
    await life.until(executionId, 'waiting');
    const other = await life.submit({ payload: { number: 1 } });
    await life.until(other, 'succeeded');
    expect((await life.row(executionId))!.status).toBe('waiting');
  });

  it('one that sleeps is woken when its time has come, and repeats nothing', async () => {
    const world = new World();
    const { life, executionId } = await living(async (saga) => {
      await world.step(saga, 'before');
      const before = saga.now().getTime();
      await saga.sleep('a-while', 3_000);
      await world.step(saga, 'after');
      return { slept: saga.now().getTime() - before >= 3_000 };
    });
    expect(resultOf(await life.until(executionId, 'succeeded'))).toEqual({ slept: true });
    expect(world.calls).toEqual(['do before', 'do after']);
  });

  it('a sleep that began in a former life ends when it was due', async () => {
    const run: Run = async (saga) => {
      await saga.sleep('over', 2_000);
      return { done: true };
    };
    const database = await EngineLife.newDatabase();
    const former = await EngineLife.begin(database, run);
    const executionId = await former.submit();
    await former.until(executionId, 'waiting');
    former.connection.count(0, true);
    const next = await EngineLife.begin(database, run);
    await next.until(executionId, 'succeeded');
    const ends = (await next.log(executionId)).filter(({ type }) => type === 'wait.ended');
    expect(ends).toHaveLength(1);
  });

  it('signals end waits in the order in which they came, are kept if they come early, and count once each', async () => {
    const { life, executionId } = await living(async (saga) => {
      const first = await saga.waitForSignal<number>('approval');
      const second = await saga.waitForSignal<number>('approval');
      const none = await saga.waitForSignal('approval', { timeout: 100 });
      return { got: [first?.payload, second?.payload], none: none === undefined };
    });
    await life.until(executionId, 'waiting');
    await life.engine.apply(executionId, signal('other', 'x', 0));
    await life.engine.apply(executionId, signal('approval', 'a', 1));
    await life.engine.apply(executionId, signal('approval', 'a', 1));
    await life.engine.apply(executionId, signal('approval', 'b', 2));
    const { result } = await life.until(executionId, 'succeeded');
    expect(JSON.parse(result!)).toEqual({ got: [1, 2], none: true });
  });

  it('a signal whose process died before it could be heard is heard by the next', async () => {
    const run: Run = async (saga) => ({ heard: (await saga.waitForSignal('go'))?.payload });
    const database = await EngineLife.newDatabase();
    const dying = await EngineLife.begin(database, run);
    const executionId = await dying.submit();
    await dying.until(executionId, 'waiting');
    // The claim and the signal itself are written, and nothing after them.
    dying.connection.count(2, true);
    await dying.engine.apply(executionId, signal('go', 's', 'now'));
    const next = await EngineLife.begin(database, run);
    expect(resultOf(await next.until(executionId, 'succeeded'))).toEqual({ heard: 'now' });
  });

  it('loops with waits decide the same in every life', async () => {
    const world = new World();
    const run: Run = async (saga) => {
      for (let round = 1; round <= 3; round += 1) {
        await world.step(saga, `round-${round}`);
        await saga.sleep('pause', 500);
      }
      return { rounds: 3 };
    };
    const { life, executionId } = await living(run);
    expect(resultOf(await life.until(executionId, 'succeeded'))).toEqual({ rounds: 3 });
    expect(world.calls).toEqual(['do round-1', 'do round-2', 'do round-3']);
    const waits = (await life.log(executionId)).flatMap(({ type, data }) =>
      type === 'wait.started' ? [(data as { wait: string }).wait] : [],
    );
    expect(waits).toEqual(['pause#1', 'pause#2', 'pause#3']);
  });

  it('a cancelled sleeper is woken to undo what it did', async () => {
    const world = new World();
    const { life, executionId } = await living(async (saga) => {
      await world.step(saga, 'one');
      await saga.sleep('long', DAY);
    });
    await life.until(executionId, 'waiting');
    await life.engine.apply(executionId, () => [{ type: 'execution.cancel_requested', data: {} }]);
    await life.until(executionId, 'cancelled');
    expect(world.undone()).toEqual(['undo one']);
  });

  it('its deadline wakes a sleeper too', async () => {
    const run: Run = (saga) => saga.sleep('long', DAY);
    const life = await EngineLife.begin(await EngineLife.newDatabase(), run, { deadline: 2_000 });
    const row = await life.until(await life.submit(), 'failed');
    expect(row.error).toContain('DEADLINE_EXCEEDED');
  });

  it('a step that is tried again much later holds no worker either, and says when', async () => {
    let broken = true;
    const { life, executionId } = await living(async (saga) => {
      await saga.step('call', {
        retry: { initialInterval: '1h', maxInterval: '1h', jitter: false },
        invoke: () => {
          if (broken) throw new Error('away');
        },
        compensate: () => undefined,
      });
    }, 1);
    const row = await life.until(executionId, 'waiting');
    expect(JSON.parse(row.blockedOn!)).toMatchObject({ kind: 'wait', waits: [{ wait: 'call', kind: 'retry' }] });
    broken = false;
    expect(row.wakeAt).toBeGreaterThan(row.updatedAt + 3_000_000);
  });
});

describe('what a handler notes (S16)', () => {
  it('facts and events commit with the next outcome, once each, whatever commit the process dies after', async () => {
    const run: Run = async (saga) => {
      saga.state.set('seen', 1);
      saga.emit('begun', { by: 'ann' });
      await saga.step('one', { invoke: () => 1, compensate: () => undefined });
      saga.emit('halfway', {});
      await saga.sleep('pause', 100);
      saga.emit('ended', {});
      return {};
    };
    for (let dieAfter = 1; dieAfter <= 8; dieAfter += 1) {
      const database = await EngineLife.newDatabase();
      const dying = await EngineLife.begin(database, run, { dieAfter });
      void dying.submit();
      await new Promise((resolve) => setTimeout(resolve, 20));
      const next = await EngineLife.begin(database, run);
      const [survivor] = await next.store.list({ tenantId: 'acme', limit: 1 });
      if (!survivor) continue;
      await next.until(survivor.executionId, 'succeeded');
      const log = told(await next.log(survivor.executionId));
      expect(log.filter((line) => line.startsWith('test.'))).toEqual(['test.begun', 'test.halfway', 'test.ended']);
      expect(log.indexOf('test.begun')).toBe(log.indexOf('step.succeeded one') - 1);
    }
  });

  it('progress is told at most once a second, and never after the attempt', async () => {
    let late: (() => void) | undefined;
    const { life, executionId } = await living(async (saga) => {
      await saga.step('long', {
        invoke: ({ progress }) => {
          for (let part = 0; part < 50; part += 1) progress({ part });
          late = () => progress({ part: 99 });
        },
        compensate: () => undefined,
      });
      await saga.sleep('until-later', 3_000);
      late!();
    });
    await life.until(executionId, 'succeeded');
    expect(told(await life.log(executionId)).filter((line) => line.startsWith('step.progress'))).toHaveLength(1);
  });
});
