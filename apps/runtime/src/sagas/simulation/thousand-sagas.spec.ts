import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { check } from '../testing/simulation/checker.js';
import type { SimulatedHistory } from '../testing/simulation/history.js';
import { PLAIN_STEP } from '../testing/simulation/program-handler.js';
import type { Node, StepPlan } from '../testing/simulation/program.js';
import type { MoveName, Profile } from '../testing/simulation/profile.js';
import { simulate } from '../testing/simulation/simulate.js';
import { SimulatedDatabase } from '../testing/simulation/simulated-database.js';
import type { Simulation } from '../testing/simulation/simulation.js';

/** Every length from one step to eight, failing at every place, in line and at once: 72 shapes. */
const SHAPES = Array.from({ length: 8 }, (_, before) => before + 1).flatMap((length) =>
  Array.from({ length }, (_, place) => place).flatMap((place) =>
    [false, true].map((atOnce) => ({ length, place, atOnce })),
  ),
);
const EACH = 14;

const WEIGHTS: Partial<Record<MoveName, number>> = {
  commit: 30,
  answer: 30,
  effect: 30,
  submit: 10,
  time: 2,
  'crash in undo': 6,
  'answer lost': 0.5,
};

describe('undo (S5 to S7)', () => {
  let database: SimulatedDatabase;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await SimulatedDatabase.open();
  });

  afterAll(() => Logger.overrideLogger(['log', 'warn', 'error']));

  const nodesOf = ({ length, place, atOnce }: (typeof SHAPES)[number]): readonly Node[] => {
    const steps = Array.from({ length }, (_, number): StepPlan => {
      // However often it is tried again, after crashes too.
      const fails = number === place ? Array.from({ length: 20 }, () => 'fails for good, not applied' as const) : [];
      return { ...PLAIN_STEP, name: `s${number}`, attempts: fails, undoFailures: number % 3 === 2 ? 1 : 0 };
    });
    return atOnce ? [{ kind: 'all', branches: steps.map((step) => [step]) }] : steps;
  };

  const profile = (drawn: Profile): Profile => ({
    ...drawn,
    slots: 4,
    submissions: 7,
    moves: 160,
    crashes: 5,
    keyed: 0,
    weights: Object.fromEntries(
      Object.keys(drawn.weights).map((name) => [name, WEIGHTS[name as MoveName] ?? 0]),
    ) as Profile['weights'],
  });

  /** What was undone of each execution, by the log and by the world, is what was done, in reverse, once each. */
  function judge(history: SimulatedHistory): void {
    for (const { executionId, status } of history.rows) {
      const log = history.logs.get(executionId)!;
      const started = [...new Set(log.flatMap(({ type, data }) => (type === 'step.started' ? [data.step] : [])))];
      const undone = log.flatMap(({ type, data }) => (type === 'undo.succeeded' ? [data.step] : []));
      const calls = history.calls.filter((call) => call.executionId === executionId);
      const done = new Set(calls.filter(({ kind, applied }) => kind === 'do' && applied).map(({ step }) => step));
      expect(undone).toEqual(started.filter((step) => undone.includes(step)).reverse());
      expect(new Set(undone).size).toBe(undone.length);
      expect(undone).toEqual(expect.arrayContaining([...done]));
      expect([...new Set(calls.filter(({ kind }) => kind === 'undo').map(({ step }) => step))]).toEqual(undone);
      expect(status).toBe(undone.length > 0 ? 'compensated' : 'failed');
    }
  }

  it('of a thousand sagas that fail at every place, and crash while they are undone, every step is undone once, in reverse', async () => {
    let sagas = 0;
    let crashedInUndo = 0;
    const all = Array.from({ length: EACH }, () => SHAPES).flat();
    for (let first = 0; first < all.length; first += 7) {
      const shapes = all.slice(first, first + 7);
      const prepare = (sim: Simulation): void =>
        shapes.forEach((shape, place) => sim.script(place + 1, nodesOf(shape)));
      const { history, marks } = await simulate(database, first + 1, { profile, prepare });
      expect(check(history)).toEqual([]);
      judge(history);
      sagas += history.rows.length;
      if (marks.has('crash inside undo')) crashedInUndo += 1;
    }
    expect(sagas).toBeGreaterThanOrEqual(1_000);
    expect(crashedInUndo).toBeGreaterThanOrEqual(100);
  }, 300_000);
});
