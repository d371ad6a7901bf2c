import { describe, expect, it } from '@jest/globals';
import { applyToRecord, emptyRecord } from './execution-fold.js';
import { RetryableError, StepFailed, TerminalError } from './saga-errors.js';
import { IRREVERSIBLE, NOTHING_TO_UNDO, type Saga } from './saga.js';
import { EngineLife, told, type Run } from './testing/engine-life.js';
import { carriedOut, World } from './testing/world.js';

describe('the truth (S1)', () => {
  it('folding the log of an execution gives its row, less owner and fence', async () => {
    const world = new World();
    const { row, log } = await carriedOut(async (saga) => {
      await world.step(saga, 'one');
      await world.step(saga, 'two', { fails: true });
    }, 'compensated');
    const folded = emptyRecord({ ...row, concurrencyKey: undefined });
    for (const event of log) applyToRecord(folded, event);
    const { owner: _, fence: __, runs: ___, ...expected } = row;
    const { owner: _1, fence: _2, runs: _3, ...found } = folded;
    expect(found).toEqual(expected);
    expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_event, index) => index + 1));
  });
});

describe('arming (S4)', () => {
  it('the start of a step that can be undone is durable before the step is invoked', async () => {
    const seen: string[][] = [];
    const database = await EngineLife.newDatabase();
    const life: EngineLife = await EngineLife.begin(database, (saga) =>
      saga.step('charge', {
        invoke: async () => void seen.push(told(await life.log(saga.executionId))),
        compensate: () => undefined,
      }),
    );
    await life.until(await life.submit(), 'succeeded');
    expect(seen[0]).toContain('step.started charge');
  });

  it('a step that needs no undo waits for the outcomes before it, and not for its own start', async () => {
    const seen: string[][] = [];
    const database = await EngineLife.newDatabase();
    const look = async (saga: Saga) => void seen.push(told(await life.log(saga.executionId)));
    const life: EngineLife = await EngineLife.begin(database, async (saga) => {
      await saga.step('first', { invoke: () => look(saga), compensate: NOTHING_TO_UNDO });
      await saga.step('second', { invoke: () => look(saga), compensate: NOTHING_TO_UNDO });
    });
    await life.until(await life.submit(), 'succeeded');
    expect(seen[0]).not.toContain('step.started first');
    expect(seen[1]).toContain('step.succeeded first');
  });

  it.each([1, 3, 6])('%i armed steps in line cost that many commits and two', async (count) => {
    const world = new World();
    const database = await EngineLife.newDatabase();
    const life = await EngineLife.begin(database, async (saga) => {
      for (let number = 0; number < count; number += 1) await world.step(saga, `step-${number}`);
    });
    await life.until(await life.submit(), 'succeeded');
    expect(life.connection.commits).toBe(count + 2);
  });
});

describe('replay (S3)', () => {
  /** Decides by which of two comes first, runs some at once, catches a failure, loops: all that could go wrong replayed. */
  const deciding =
    (world: World): Run =>
    async (saga) => {
      const [a, b] = await Promise.all([world.step(saga, 'a'), world.step(saga, 'b')]);
      const first = await Promise.race([world.step(saga, 'left'), world.step(saga, 'right')]);
      const caught = await world.step(saga, 'fails', { fails: true }).catch((error: unknown) => {
        if (error instanceof StepFailed) return { did: `without ${error.step}` };
        throw error;
      });
      const chosen = await world.step(saga, `after-${first.did}`);
      return { a: a.did, b: b.did, first: first.did, caught: caught.did, chosen: chosen.did, id: saga.uuid() };
    };

  it('a process that dies at any commit is followed by one that decides the same and loses nothing', async () => {
    const whole = new World();
    const { life, row } = await carriedOut(deciding(whole), 'succeeded');
    const { commits } = life.connection;
    expect(commits).toBeGreaterThanOrEqual(6);
    const seen = new Set<string>();
    for (let dieAfter = 1; dieAfter <= commits; dieAfter += 1) {
      for (const hearing of [true, false]) {
        const world = new World();
        const database = await EngineLife.newDatabase();
        const dying = await EngineLife.begin(database, deciding(world), { dieAfter, hearing });
        void dying.submit();
        await new Promise((resolve) => setTimeout(resolve, 15));
        const next = await EngineLife.begin(database, deciding(world));
        const [survivor] = await next.store.list({ tenantId: 'acme', limit: 1 });
        if (!survivor) continue;
        const { result } = await next.until(survivor.executionId, 'succeeded');
        const { id: _, ...decided } = JSON.parse(result!) as Record<string, string>;
        expect(decided).toEqual({
          a: 'a',
          b: 'b',
          first: decided['first'],
          caught: 'without fails',
          chosen: `after-${decided['first']}`,
        });
        seen.add(told(await next.log(survivor.executionId)).includes('step.uncertain a') ? 'again' : 'once');
      }
    }
    expect([...seen].sort()).toEqual(['again', 'once']);
    expect(JSON.parse(row.result!)).toMatchObject({ caught: 'without fails' });
  }, 60_000);

  it('saga.now, saga.uuid and the keys are the same when replayed', async () => {
    const lives: string[][] = [];
    const run: Run = async (saga) => {
      const life = [saga.uuid(), saga.now().toISOString()];
      lives.push(life);
      await saga.step('one', { invoke: ({ key }) => void life.push(key), compensate: NOTHING_TO_UNDO });
      life.push(saga.uuid(), saga.now().toISOString());
      await saga.step('two', { invoke: ({ key }) => void life.push(key), compensate: () => undefined });
    };
    const database = await EngineLife.newDatabase();
    const dying = await EngineLife.begin(database, run, { dieAfter: 2 });
    const executionId = await dying.submit();
    await dying.death();
    const next = await EngineLife.begin(database, run);
    await next.until(executionId, 'succeeded');
    const [first, second] = lives as [string[], string[]];
    expect(second.filter((entry) => entry !== `${executionId}:one`)).toEqual(
      first.filter((entry) => entry !== `${executionId}:one`),
    );
    expect(second).toContain(`${executionId}:two`);
  });

  it('a handler that no longer asks for what its history holds is paused, and goes on when the right one is back', async () => {
    const world = new World();
    let changed = false;
    const run: Run = async (saga) => {
      await world.step(saga, changed ? 'renamed' : 'one');
      await world.step(saga, 'two');
    };
    const database = await EngineLife.newDatabase();
    const dying = await EngineLife.begin(database, run, { dieAfter: 3 });
    const executionId = await dying.submit();
    await dying.death();
    const before = await dying.log(executionId);
    changed = true;
    const next = await EngineLife.begin(database, run);
    const paused = await next.until(executionId, 'paused');
    expect(paused.pauseReason).toBe('history_mismatch');
    expect(told((await next.log(executionId)).slice(before.length))).toEqual(['execution.paused']);
    changed = false;
    await next.tell(executionId, { type: 'execution.resumed', data: { status: 'running' } });
    await next.until(executionId, 'succeeded');
    expect(world.calls.filter((call) => call === 'do one')).toHaveLength(1);
  });

  it('a handler that ends while its history goes on is paused', async () => {
    let short = false;
    const world = new World();
    const run: Run = async (saga) => {
      await world.step(saga, 'one');
      if (!short) await world.step(saga, 'two');
      if (!short) await world.step(saga, 'three');
    };
    const database = await EngineLife.newDatabase();
    const dying = await EngineLife.begin(database, run, { dieAfter: 4 });
    const executionId = await dying.submit();
    await dying.death();
    short = true;
    const next = await EngineLife.begin(database, run);
    expect((await next.until(executionId, 'paused')).pauseReason).toBe('history_mismatch');
  });

  it('a step name that is used twice turns the execution back', async () => {
    const world = new World();
    const { row } = await carriedOut(async (saga) => {
      await world.step(saga, 'same');
      await world.step(saga, 'same');
    }, 'compensated');
    expect(row.error).toContain('used twice');
    expect(world.calls).toEqual(['do same', 'undo same']);
  });

  it('what a step returns is its JSON as recorded, the first time too', async () => {
    const { row } = await carriedOut(async (saga) => {
      const output = await saga.step('date', {
        invoke: () => ({ at: new Date(0) as unknown, gone: undefined }),
        compensate: NOTHING_TO_UNDO,
      });
      return { type: typeof output.at, keys: Object.keys(output) };
    }, 'succeeded');
    expect(JSON.parse(row.result!)).toEqual({ type: 'string', keys: ['at'] });
  });
});

describe('unknown outcomes (S9)', () => {
  it('an irreversible step that a crash cut off waits for an operator, and goes on as that one says', async () => {
    for (const outcome of ['applied', 'not_applied'] as const) {
      let calls = 0;
      const run: Run = async (saga) => {
        const output = await saga.step('mail', {
          invoke: () => ((calls += 1) === 1 ? new Promise<string>(() => undefined) : 'sent again'),
          compensate: IRREVERSIBLE,
        });
        return { output };
      };
      const database = await EngineLife.newDatabase();
      const dying = await EngineLife.begin(database, run);
      const executionId = await dying.submit();
      await dying.logged(executionId, 'step.started mail');
      dying.connection.count(0, true);
      const next = await EngineLife.begin(database, run);
      expect((await next.until(executionId, 'paused')).pauseReason).toBe('uncertain');
      await next.tell(
        executionId,
        { type: 'step.resolved', data: { step: 'mail', attempt: 1, outcome, output: 'sent once', evidence: 'outbox' } },
        { type: 'execution.resumed', data: { status: 'running' } },
      );
      const { result } = await next.until(executionId, 'succeeded');
      expect(JSON.parse(result!)).toEqual({ output: outcome === 'applied' ? 'sent once' : 'sent again' });
    }
  });
});

describe('retry of steps (S12)', () => {
  it('unknown errors are tried again with the same key until the attempts are used up', async () => {
    const keys: string[] = [];
    const { row, log } = await carriedOut(
      (saga) =>
        saga.step('flaky', {
          retry: { maxAttempts: 3, initialInterval: 1 },
          invoke: ({ key, attempt }) => {
            keys.push(`${key} ${attempt}`);
            throw new RetryableError('not now', { notApplied: true, retryAfter: 5 });
          },
          compensate: () => undefined,
        }),
      'failed',
    );
    expect(keys).toEqual([1, 2, 3].map((attempt) => `${row.executionId}:flaky ${attempt}`));
    expect(told(log).filter((line) => line === 'step.retrying flaky')).toHaveLength(2);
  });

  it('a terminal error is not tried again', async () => {
    const { log } = await carriedOut(
      (saga) =>
        saga.step('refused', {
          invoke: () => Promise.reject(new TerminalError('card refused', { notApplied: true })),
          compensate: () => undefined,
        }),
      'failed',
    );
    expect(told(log).filter((line) => line === 'step.started refused')).toHaveLength(1);
  });

  it('an attempt that runs out of time is aborted, and its outcome counts as unknown', async () => {
    let aborted = false;
    const { log } = await carriedOut(
      (saga) =>
        saga.step('slow', {
          timeout: '100ms',
          retry: { maxAttempts: 1 },
          invoke: ({ signal }) => new Promise(() => signal.addEventListener('abort', () => (aborted = true))),
          compensate: () => undefined,
        }),
      'compensated',
    );
    expect(aborted).toBe(true);
    expect(told(log)).toContain('undo.succeeded slow');
  });

  it('one that is to pause when its attempts are used up goes on from the failed step when retried', async () => {
    const world = new World();
    let broken = true;
    const { life, executionId, row } = await carriedOut(async (saga) => {
      await world.step(saga, 'before');
      await saga.step('flaky', {
        retry: { maxAttempts: 2, initialInterval: 1 },
        onExhausted: 'pause',
        invoke: () => {
          if (broken) throw new Error('still broken');
        },
        compensate: () => undefined,
      });
    }, 'paused');
    expect(row.pauseReason).toBe('retries_exhausted');
    broken = false;
    await life.tell(executionId, { type: 'execution.resumed', data: { status: 'running', retry: { step: 'flaky' } } });
    await life.until(executionId, 'succeeded');
    expect(world.calls).toEqual(['do before']);
  });
});

describe('a step that is defined wrongly', () => {
  const defined =
    (definition: object): Run =>
    (saga) =>
      saga.step('one', definition as never);
  const fine = { invoke: () => 1, compensate: NOTHING_TO_UNDO };

  it.each([
    ['a retry policy with no duration', { ...fine, retry: { initialInterval: '3 parsecs' } }, 'not a duration'],
    ['a retry policy without an attempt', { ...fine, retry: { maxAttempts: 0 } }, 'at least 1'],
    ['a timeout that is none', { ...fine, timeout: 'soon' }, 'not a duration'],
    ['nothing to invoke', { compensate: NOTHING_TO_UNDO }, 'no invoke function'],
    ['nothing said of its undo', { invoke: () => 1 }, 'how it is undone'],
  ])('%s fails its own execution, and says what is wrong', async (_what, definition, reason) => {
    const { row } = await carriedOut(defined(definition), 'failed');
    expect(row.error).toContain(reason);
  });
});

describe('a store that fails (S2)', () => {
  it('an execution whose write failed goes on from its log when the store is back, and repeats nothing that is recorded', async () => {
    const world = new World();
    const database = await EngineLife.newDatabase();
    const life: EngineLife = await EngineLife.begin(database, async (saga) => {
      await world.step(saga, 'one');
      await world.step(saga, 'two');
      await world.step(saga, 'three');
    });
    life.connection.failAt(4);
    const executionId = await life.submit();
    await life.until(executionId, 'succeeded');
    expect(new Set(world.calls)).toEqual(new Set(['do one', 'do two', 'do three']));
    expect(world.calls.filter((call) => call === 'do one')).toHaveLength(1);
    const log = await life.log(executionId);
    expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_event, index) => index + 1));
  });
});

describe('one owner, one attempt at a time (S9, S17)', () => {
  it('a command that comes as a wait is over is heard by the one run that there is, and no step is tried beside itself', async () => {
    const database = await EngineLife.newDatabase();
    let running = 0;
    let most = 0;
    const life = await EngineLife.begin(database, async (saga) => {
      await saga.sleep('nap', 500);
      await saga.step('charge', {
        invoke: async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setTimeout(resolve, 30));
          running -= 1;
        },
        compensate: () => undefined,
      });
    });
    const executionId = await life.submit();
    await life.until(executionId, 'waiting');
    // The command reads the row while nobody runs it, and is slow to go on: by then the step is under way.
    const find = life.store.find.bind(life.store);
    life.store.find = async (tenantId, id) => {
      const row = await find(tenantId, id);
      while (running === 0) await new Promise(setImmediate);
      life.store.find = find;
      return row;
    };
    await life.tell(executionId, { type: 'signal.received', data: { name: 'go', signal_id: 'a' } });
    const { fence } = await life.until(executionId, 'succeeded');

    const events = told(await life.log(executionId));
    expect(most).toBe(1);
    expect(events.filter((event) => event === 'step.started charge')).toHaveLength(1);
    expect(events).toContain('signal.received');
    expect(fence).toBe(2);
  });
});
