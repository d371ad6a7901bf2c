import { beforeAll, describe, expect, it } from '@jest/globals';
import { bringToAnEnd } from '../testing/simulation/ending.js';
import { isEnd } from '../testing/simulation/case.js';
import { check } from '../testing/simulation/checker.js';
import { PLAIN_STEP } from '../testing/simulation/program-handler.js';
import { Scene } from '../testing/simulation/scene.js';
import { SimulatedDatabase } from '../testing/simulation/simulated-database.js';

const ROUNDS = 100;
const AT_ONCE = 50;

describe('a cancel against an execution that is about to succeed (S20)', () => {
  let database: SimulatedDatabase;

  beforeAll(async () => {
    database = await SimulatedDatabase.open();
  });

  /** Fifty executions of one or two steps, each cancelled once at any tick. */
  async function race(seed: number): Promise<Scene> {
    const scene = await Scene.open(database, AT_ONCE, seed);
    const { sim } = scene;
    for (let number = 1; number <= AT_ONCE; number += 1) {
      const steps = ['one', 'two'].slice(0, sim.random.between(1, 2));
      sim.script(
        number,
        steps.map((name) => ({ ...PLAIN_STEP, name, undo: sim.random.chance(0.5) ? 'function' : 'none' })),
      );
    }
    await scene.begin();
    for (let number = 1; number <= AT_ONCE; number += 1) await scene.submit();
    await scene.settle();
    const toCancel = database.rows().map(({ executionId }) => executionId);
    while (toCancel.length > 0) {
      const { connection } = sim.life;
      const open = sim.effects.answerable();
      const chosen = sim.random.between(0, 9);
      if (chosen < 2 && connection.state !== 'idle') await scene.commit();
      else if (chosen < 6 && open.length > 0) sim.effects.answer(sim.random.oneOf(open));
      else sim.clients.cancel(sim.life, toCancel.splice(sim.random.between(0, toCancel.length - 1), 1)[0]!);
      await sim.rest();
    }
    await bringToAnEnd(sim);
    return scene;
  }

  it('of five thousand each has one end, and it is the one that who cancelled was told', async () => {
    const ends = { succeeded: 0, cancelled: 0 };
    for (let seed = 1; seed <= ROUNDS; seed += 1) {
      const history = (await race(seed)).sim.history();
      expect(check(history)).toEqual([]);
      expect(history.commands).toHaveLength(AT_ONCE);
      for (const { executionId, answer, refusal } of history.commands) {
        const end = history.logs
          .get(executionId)!
          .filter(isEnd)
          .map(({ type }) => type);
        expect(end).toEqual([answer ? 'execution.cancelled' : 'execution.succeeded']);
        if (!answer) expect(refusal).toBe('TRANSITION_NOT_ALLOWED');
        ends[answer ? 'cancelled' : 'succeeded'] += 1;
      }
    }
    expect(ends.succeeded + ends.cancelled).toBe(ROUNDS * AT_ONCE);
    expect(ends.succeeded).toBeGreaterThanOrEqual(100);
    expect(ends.cancelled).toBeGreaterThanOrEqual(100);
  }, 300_000);
});
