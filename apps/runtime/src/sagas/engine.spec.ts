import { describe, expect, it } from '@jest/globals';
import { applyToRecord, emptyRecord } from './execution-fold.js';
import { RetryableError, StepFailed, TerminalError } from './saga-errors.js';
import { IRREVERSIBLE, NOTHING_TO_UNDO, type Saga } from './saga.js';
import { EngineLife, told, type Run } from './testing/engine-life.js';

/** A world outside the engine that remembers every do and undo, by key. */
class World {
  readonly calls: string[] = [];

  step(saga: Saga, name: string, more: { fails?: boolean; undoFails?: () => boolean } = {}): Promise<{ did: string }> {
    return saga.step(name, {
      retry: { initialInterval: 1 },
      undoRetry: { maxAttempts: 2, initialInterval: 1 },
      invoke: () => {
        if (more.fails) throw new TerminalError(`${name} cannot be done`, { notApplied: true });
        this.calls.push(`do ${name}`);
        return { did: name };
      },
      compensate: () => {
        if (more.undoFails?.()) throw new Error(`${name} cannot be undone`);
        this.calls.push(`undo ${name}`);
      },
    });
  }

  undone(): string[] {
    return this.calls.filter((call) => call.startsWith('undo'));
  }
}

async function carriedOut(run: Run, ...statuses: string[]) {
  const database = await EngineLife.newDatabase();
  const life = await EngineLife.begin(database, run);
  const executionId = await life.submit();
  const row = await life.until(executionId, ...statuses);
  return { database, life, executionId, row, log: await life.log(executionId) };
}

describe('the truth (S1)', () => {
  it('folding the log of an execution gives its row, less owner and fence', async () => {
    const world = new World();
    const { row, log } = await carriedOut(async (saga) => {
      await world.step(saga, 'one');
      await world.step(saga, 'two', { fails: true });
    }, 'compensated');
    const folded = emptyRecord({ ...row, concurrencyKey: undefined });
    for (const event of log) applyToRecord(folded, event);
    const { owner: _, fence: __, ...expected } = row;
    const { owner: ___, fence: ____, ...found } = folded;
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
    const told: string[][] = [];
    const run: Run = async (saga) => {
      const life = [saga.uuid(), saga.now().toISOString()];
      told.push(life);
      await saga.step('one', { invoke: ({ key }) => void life.push(key), compensate: NOTHING_TO_UNDO });
      life.push(saga.uuid(), saga.now().toISOString());
      await saga.step('two', { invoke: ({ key }) => void life.push(key), compensate: () => undefined });
    };
    const database = await EngineLife.newDatabase();
    const dying = await EngineLife.begin(database, run, { dieAfter: 2 });
    const executionId = await dying.submit();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const next = await EngineLife.begin(database, run);
    await next.until(executionId, 'succeeded');
    const [first, second] = told as [string[], string[]];
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
    await new Promise((resolve) => setTimeout(resolve, 20));
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
    await new Promise((resolve) => setTimeout(resolve, 20));
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

describe('undo (S5 to S8)', () => {
  const failingAt =
    (world: World, count: number, place: number, parallel: boolean): Run =>
    async (saga) => {
      const step = (number: number) => world.step(saga, `s${number}`, { fails: number === place });
      if (parallel) await Promise.all(Array.from({ length: count }, (_, number) => step(number)));
      else for (let number = 0; number < count; number += 1) await step(number);
    };

  it.each([
    ['in line', false],
    ['at once', true],
  ])(
    'steps %s that fail at any place are undone in reverse order, once each, whenever the process dies',
    async (_, parallel) => {
      for (let place = 0; place < 4; place += 1) {
        const whole = new World();
        const { life } = await carriedOut(failingAt(whole, 4, place, parallel), 'compensated', 'failed');
        for (let dieAfter = 1; dieAfter <= life.connection.commits; dieAfter += 1) {
          const world = new World();
          const database = await EngineLife.newDatabase();
          const dying = await EngineLife.begin(database, failingAt(world, 4, place, parallel), { dieAfter });
          const executionId = await dying.submit();
          await new Promise((resolve) => setTimeout(resolve, 12));
          const next = await EngineLife.begin(database, failingAt(world, 4, place, parallel));
          await next.until(executionId, 'compensated', 'failed');
          const log = told(await next.log(executionId));
          const started = [...new Set(log.filter((line) => line.startsWith('step.started')))].map((line) =>
            line.slice(13),
          );
          const undone = log.filter((line) => line.startsWith('undo.succeeded')).map((line) => line.slice(15));
          expect(undone).toEqual(started.filter((name) => undone.includes(name)).reverse());
          expect(new Set(undone).size).toBe(undone.length);
          const done = new Set(world.calls.filter((call) => call.startsWith('do')).map((call) => call.slice(3)));
          expect(undone).toEqual(expect.arrayContaining([...done]));
        }
      }
    },
    60_000,
  );

  it('a step that failed and does not vouch that nothing happened is undone too, with no output', async () => {
    const outputs: unknown[] = [];
    const { log } = await carriedOut(
      (saga) =>
        saga.step('charge', {
          retry: { maxAttempts: 1 },
          invoke: () => Promise.reject(new Error('the line broke')),
          compensate: ({ output, cause, key }) => void outputs.push([output, cause.detail, key]),
        }),
      'compensated',
    );
    const executionId = log[0]!.type === 'execution.accepted' ? outputs[0] : undefined;
    expect(executionId).toEqual([undefined, 'the line broke', expect.stringMatching(/^exe_.*:charge$/)]);
  });

  it('an error that the handler catches triggers nothing', async () => {
    const world = new World();
    const { row } = await carriedOut(async (saga) => {
      await world.step(saga, 'one');
      await world.step(saga, 'two', { fails: true }).catch(() => undefined);
    }, 'succeeded');
    expect(row.completedSteps).toBe(1);
    expect(world.undone()).toEqual([]);
  });

  it('siblings that run when undo is triggered are aborted, and what they say in their grace is recorded and undone', async () => {
    const world = new World();
    const { log } = await carriedOut(async (saga) => {
      const slow = saga.step('slow', {
        invoke: ({ signal }) =>
          new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('done nonetheless'))),
        compensate: () => void world.calls.push('undo slow'),
      });
      await Promise.all([slow, world.step(saga, 'quick', { fails: true })]);
    }, 'compensated');
    const lines = told(log);
    expect(lines.indexOf('step.succeeded slow')).toBeLessThan(lines.indexOf('execution.compensating'));
    expect(world.calls).toEqual(['undo slow']);
  });

  it('an irreversible step stands in the residual effects of what was turned back', async () => {
    const { row } = await carriedOut(async (saga) => {
      await saga.step('mail', { invoke: () => 'sent', compensate: IRREVERSIBLE });
      throw new TerminalError('no');
    }, 'failed');
    expect(JSON.parse(row.residualEffects)).toEqual([{ step: 'mail', cause: 'irreversible' }]);
  });

  it('an undo that fails for good parks the execution; the later ones wait until an operator retries, skips or resolves', async () => {
    for (const way of ['retry', 'skip', 'resolve'] as const) {
      const world = new World();
      let broken = true;
      const { life, executionId } = await carriedOut(async (saga) => {
        await world.step(saga, 'one');
        await world.step(saga, 'two', { undoFails: () => broken });
        await world.step(saga, 'three', { fails: true });
      }, 'compensation_failed');
      expect(world.undone()).toEqual([]);
      broken = false;
      if (way === 'retry')
        await life.tell(executionId, { type: 'execution.resumed', data: { status: 'compensating' } });
      if (way === 'skip') {
        await life.tell(executionId, { type: 'undo.skipped', data: { step: 'two', attempt: 2, reason: 'too old' } });
      }
      if (way === 'resolve') {
        await life.tell(executionId, { type: 'undo.resolved', data: { step: 'two', attempt: 2, evidence: 'receipt' } });
      }
      const row = await life.until(executionId, 'compensated');
      expect(world.undone()).toEqual(way === 'retry' ? ['undo two', 'undo one'] : ['undo one']);
      expect(JSON.parse(row.residualEffects)).toEqual(
        way === 'skip' ? [{ step: 'two', cause: 'skipped', reason: 'too old' }] : [],
      );
    }
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
      await new Promise((resolve) => setTimeout(resolve, 20));
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
