import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { plant, PLANTED_BUGS } from '../testing/simulation/planted-bugs.js';
import { runSeeds } from '../testing/simulation/run-seeds.js';
import { SimulatedDatabase } from '../testing/simulation/simulated-database.js';

/** How many seeds may pass over a bug before it counts as not caught. */
const MOST = 400;

describe('bugs that are planted in the engine are caught by the simulation', () => {
  let database: SimulatedDatabase;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await SimulatedDatabase.open();
  });

  afterAll(() => Logger.overrideLogger(['log', 'warn', 'error']));

  it.each(PLANTED_BUGS.map((bug) => ({ ...bug, bug })))('$name', async ({ bug }) => {
    const mend = plant(bug);
    try {
      const seeds = Array.from({ length: MOST }, (_, place) => place + 1);
      const { violations } = await runSeeds(database, seeds, {
        stopAt: bug.caughtBy,
        profile: (drawn) => ({ ...drawn, weights: { ...drawn.weights, ...bug.spice } }),
      });
      expect(violations.join('\n')).toContain(bug.caughtBy);
    } finally {
      mend();
    }
  });
});
