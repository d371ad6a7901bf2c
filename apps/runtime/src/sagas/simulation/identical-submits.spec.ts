import { beforeAll, describe, expect, it } from '@jest/globals';
import { bringToAnEnd } from '../testing/simulation/ending.js';
import { check } from '../testing/simulation/checker.js';
import { Scene } from '../testing/simulation/scene.js';
import { SimulatedDatabase } from '../testing/simulation/simulated-database.js';

describe('the same intent sent by many at once (S1, S2)', () => {
  let database: SimulatedDatabase;

  beforeAll(async () => {
    database = await SimulatedDatabase.open();
  });

  it('fifty parallel submits with one key make one execution, and another body with that key is refused', async () => {
    const scene = await (await Scene.open(database, 4)).begin();
    const first = await scene.submit();
    for (let times = 1; times < 50; times += 1) await scene.submit(first);
    const other = await scene.submit({ number: 2, key: first.key, bodyHash: 'another body' });
    await scene.settle();
    expect(database.rows()).toHaveLength(1);
    expect(first.acknowledged).toHaveLength(50);
    expect(new Set(first.acknowledged)).toEqual(new Set([database.rows()[0]!.executionId]));
    expect(other).toMatchObject({ acknowledged: [], refused: 1 });
    await bringToAnEnd(scene.sim);
    expect(check(scene.sim.history())).toEqual([]);
  });
});
