import { describe, expect, it } from '@jest/globals';
import type { Decision } from './decisions.js';
import { StepFailed } from '../saga-errors.js';
import { EngineLife, told, type Run } from '../testing/engine-life.js';
import { World } from '../testing/world.js';

const cancel: Decision = (_, { cancelRequested, turnedBack }) =>
  cancelRequested || turnedBack ? [] : [{ type: 'execution.cancel_requested', data: { reason: 'ann asked' } }];
const pause: Decision = () => [{ type: 'execution.paused', data: { reason: 'operator' } }];
const resume: Decision = (_, { turnedBack }) => [
  { type: 'execution.resumed', data: { status: turnedBack ? 'compensating' : 'running' } },
];

/** A step that goes on until somebody lets it end, or aborts it. */
class Gate {
  private open!: () => void;
  private arrived!: () => void;
  readonly entered = new Promise<void>((resolve) => (this.arrived = resolve));
  private readonly opened = new Promise<void>((resolve) => (this.open = resolve));

  pass(): void {
    this.open();
  }

  async wait(signal?: AbortSignal): Promise<void> {
    this.arrived();
    const aborted = new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
    await Promise.race([this.opened, aborted]);
  }
}

async function living(run: Run): Promise<{ life: EngineLife; executionId: string }> {
  const life = await EngineLife.begin(await EngineLife.newDatabase(), run);
  return { life, executionId: await life.submit() };
}

describe('cancel (S10)', () => {
  it('aborts siblings that run, undoes newest start first, and ends as cancelled', async () => {
    const world = new World();
    const gate = new Gate();
    const { life, executionId } = await living(async (saga) => {
      await world.step(saga, 'one');
      const running = (name: string) =>
        saga.step(name, {
          invoke: ({ signal }) => gate.wait(signal),
          compensate: () => void world.calls.push(`undo ${name}`),
        });
      await Promise.all([running('left'), running('right')]);
    });
    await gate.entered;
    await life.engine.apply(executionId, cancel);
    const row = await life.until(executionId, 'cancelled');
    expect(world.undone()).toEqual(['undo right', 'undo left', 'undo one']);
    expect(JSON.parse(row.error!)).toMatchObject({
      code: 'CANCELLED',
      detail: 'The execution was cancelled: ann asked.',
    });
  });

  it('is no error that a handler can catch', async () => {
    const world = new World();
    const gate = new Gate();
    const { life, executionId } = await living(async (saga) => {
      try {
        await saga.step('held', { invoke: ({ signal }) => gate.wait(signal), compensate: () => undefined });
      } catch (error) {
        world.calls.push(error instanceof StepFailed ? 'caught' : 'saw');
        await world.step(saga, 'never');
      }
    });
    await gate.entered;
    await life.engine.apply(executionId, cancel);
    await life.until(executionId, 'cancelled');
    expect(world.calls).toEqual([]);
  });

  it('that was acknowledged holds although the process died right after', async () => {
    const world = new World();
    const gate = new Gate();
    const run: Run = async (saga) => {
      await world.step(saga, 'one');
      await saga.step('held', { invoke: () => gate.wait(), compensate: () => void world.calls.push('undo held') });
    };
    const database = await EngineLife.newDatabase();
    const dying = await EngineLife.begin(database, run);
    const executionId = await dying.submit();
    await gate.entered;
    dying.connection.count(1, true);
    await dying.engine.apply(executionId, cancel);
    const next = await EngineLife.begin(database, run);
    await next.until(executionId, 'cancelled');
    expect(world.undone()).toEqual(['undo held', 'undo one']);
  });

  it('asked for twice is told once, and during undo it changes nothing', async () => {
    const world = new World();
    const gate = new Gate();
    const { life, executionId } = await living(async (saga) => {
      await saga.step('one', { invoke: () => 1, compensate: () => gate.wait() });
      await world.step(saga, 'two', { fails: true });
    });
    await gate.entered;
    await life.engine.apply(executionId, cancel);
    await life.engine.apply(executionId, cancel);
    gate.pass();
    await life.until(executionId, 'compensated');
    expect(told(await life.log(executionId))).not.toContain('execution.cancel_requested');
  });
});

describe('pause and resume (S11)', () => {
  it('a running attempt finishes and is recorded, nothing else begins until it is resumed', async () => {
    const world = new World();
    const gate = new Gate();
    const { life, executionId } = await living(async (saga) => {
      await saga.step('held', { invoke: () => gate.wait(), compensate: () => undefined });
      await world.step(saga, 'after');
    });
    await gate.entered;
    await life.engine.apply(executionId, pause);
    gate.pass();
    await life.until(executionId, 'paused');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(told(await life.log(executionId)).slice(-2)).toEqual(['execution.paused', 'step.succeeded held']);
    expect(world.calls).toEqual([]);
    await life.engine.apply(executionId, resume);
    await life.until(executionId, 'succeeded');
    expect(world.calls).toEqual(['do after']);
  });

  it('resumed while the attempt still runs, it goes on as if nothing had been', async () => {
    const world = new World();
    const gate = new Gate();
    const { life, executionId } = await living(async (saga) => {
      await saga.step('held', { invoke: () => gate.wait(), compensate: () => undefined });
      await world.step(saga, 'after');
    });
    await gate.entered;
    await life.engine.apply(executionId, pause);
    await life.engine.apply(executionId, resume);
    gate.pass();
    await life.until(executionId, 'succeeded');
    expect(world.calls).toEqual(['do after']);
  });

  it('an undo that is paused goes on where it was', async () => {
    const world = new World();
    const gate = new Gate();
    const { life, executionId } = await living(async (saga) => {
      await world.step(saga, 'first');
      await saga.step('second', { invoke: () => 1, compensate: () => gate.wait() });
      await world.step(saga, 'third', { fails: true });
    });
    await gate.entered;
    await life.engine.apply(executionId, pause);
    gate.pass();
    await life.until(executionId, 'paused');
    expect(world.undone()).toEqual([]);
    await life.engine.apply(executionId, resume);
    await life.until(executionId, 'compensated');
    expect(world.undone()).toEqual(['undo first']);
    expect(told(await life.log(executionId)).filter((line) => line === 'undo.started second')).toHaveLength(1);
  });
});

describe('cancel against complete (S20)', () => {
  it('whichever is first, there is one end and the answer agrees with it', async () => {
    const ends = new Set<string>();
    for (let turns = 0; turns < 40; turns += 1) {
      const world = new World();
      const { life, executionId } = await living(async (saga) => void (await world.step(saga, 'one')));
      for (let turn = 0; turn < turns % 20; turn += 1) await new Promise(setImmediate);
      const refused = await life.engine
        .apply(executionId, (record, history) => {
          if (record.finishedAt !== null) throw new Error('too late');
          return cancel(record, history);
        })
        .then(
          () => false,
          () => true,
        );
      const row = await life.until(executionId, 'succeeded', 'cancelled');
      ends.add(row.status);
      expect(row.status).toBe(refused ? 'succeeded' : 'cancelled');
      expect(told(await life.log(executionId)).filter((line) => /\.(succeeded|cancelled)$/.test(line))).toHaveLength(1);
    }
    expect([...ends].sort()).toEqual(['cancelled', 'succeeded']);
  });
});

describe('a command to an execution that was taken over', () => {
  it('waits until it can be obeyed, and is no failure to whoever asked', async () => {
    const gate = new Gate();
    const { life, executionId } = await living((saga) =>
      saga.step('held', { invoke: ({ signal }) => gate.wait(signal), compensate: () => undefined }),
    );
    await gate.entered;
    const own = (owner: string | null): Promise<unknown> =>
      life.connection.query(
        'UPDATE executions SET owner = ?, fence = fence + 1 WHERE execution_id = ? RETURNING fence',
        [owner, executionId],
      );
    await own('another');

    const commanded = life.engine.apply(executionId, cancel);
    while (life.engine.fencedOff === 0) await new Promise(setImmediate);
    expect(told(await life.log(executionId))).not.toContain('execution.cancel_requested');
    await own(null);

    await expect(commanded).resolves.toMatchObject({ executionId });
    await life.until(executionId, 'cancelled');
    expect(told(await life.log(executionId)).filter((line) => line === 'execution.cancel_requested')).toHaveLength(1);
  });
});

describe('terminate (S10)', () => {
  it('ends at once whatever runs, and nothing of it is recorded any more', async () => {
    const gate = new Gate();
    const { life, executionId } = await living((saga) =>
      saga.step('held', { invoke: () => gate.wait(), compensate: () => undefined }),
    );
    await gate.entered;
    await life.engine.apply(executionId, () => [
      {
        type: 'execution.terminated',
        data: { reason: 'enough', problem: { detail: 'enough' } as never, residual_effects: [] },
      },
    ]);
    gate.pass();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(told(await life.log(executionId)).at(-1)).toBe('execution.terminated');
  });
});
