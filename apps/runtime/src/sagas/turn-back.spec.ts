import { describe, expect, it } from '@jest/globals';
import { TerminalError } from './saga-errors.js';
import { IRREVERSIBLE } from './saga.js';
import { EngineLife, told, type Run } from './testing/engine-life.js';
import { carriedOut, World } from './testing/world.js';

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

  it('of two operators who resolve the same failed undo at once, one is heard', async () => {
    const world = new World();
    const { life, executionId } = await carriedOut(async (saga) => {
      await world.step(saga, 'one', { undoFails: () => true });
      await world.step(saga, 'two', { fails: true });
    }, 'compensation_failed');
    const resolve = (evidence: string) =>
      life.engine.apply(executionId, ({ status }) =>
        status === 'compensation_failed'
          ? [{ type: 'undo.resolved', data: { step: 'one', attempt: 2, evidence } }]
          : [],
      );
    await Promise.all([resolve('by ann'), resolve('by bo')]);
    await life.until(executionId, 'compensated');
    expect(told(await life.log(executionId)).filter((line) => line.startsWith('undo.resolved'))).toHaveLength(1);
  });

  it('a command that is refused changes nothing, and the next one is heard', async () => {
    const world = new World();
    let broken = true;
    const { life, executionId, row } = await carriedOut(async (saga) => {
      await world.step(saga, 'one', { undoFails: () => broken });
      await world.step(saga, 'two', { fails: true });
    }, 'compensation_failed');
    const refuse = (): never => {
      throw new Error('not now');
    };
    await expect(life.engine.apply(executionId, refuse)).rejects.toThrow('not now');
    expect((await life.row(executionId))!).toEqual(row);
    broken = false;
    await life.tell(executionId, { type: 'execution.resumed', data: { status: 'compensating' } });
    await life.until(executionId, 'compensated');
  });

  it('an execution whose deadline has passed is turned back, whatever runs, and also if the process died meanwhile', async () => {
    for (const dieAfter of [Infinity, 3, 5]) {
      const world = new World();
      const run: Run = async (saga) => {
        await world.step(saga, 'one');
        await saga.step('endless', {
          invoke: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', reject)),
          compensate: () => void world.calls.push('undo endless'),
        });
      };
      const database = await EngineLife.newDatabase();
      const dying = await EngineLife.begin(database, run, { dieAfter, deadline: 15_000 });
      const executionId = await dying.submit();
      if (dieAfter < Infinity) await new Promise((resolve) => setTimeout(resolve, 100));
      const life = dieAfter < Infinity ? await EngineLife.begin(database, run) : dying;
      const { error } = await life.until(executionId, 'compensated');
      expect(error).toContain('DEADLINE_EXCEEDED');
      const undone = told(await life.log(executionId)).filter((line) => line.startsWith('undo.succeeded'));
      expect(undone).toEqual(['undo.succeeded endless', 'undo.succeeded one']);
    }
  });
});
