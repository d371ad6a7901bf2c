import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FAULT_POINTS, onFaultPoint } from '../../determinism/fault-points.js';
import { planFault } from '../testing/simulation/planned-fault.js';
import type { Profile } from '../testing/simulation/profile.js';
import { runSeeds } from '../testing/simulation/run-seeds.js';
import { SimulatedDatabase } from '../testing/simulation/simulated-database.js';

/** Those of the worker thread and of blobs are met by real processes. */
const IN_PROCESS = FAULT_POINTS.filter((point) => !point.startsWith('blob.') && point !== 'batch.before-answer');

const SEEDS = 8;
/** In how many of the seeds a fault must have been met. */
const LEAST_MET = 2;

/** Everything happens that leads to such a place, and nothing else fails. */
const rich = (drawn: Profile): Profile => ({
  ...drawn,
  slots: 2,
  submissions: 4,
  moves: 90,
  crashes: 3,
  taste: { failures: 0.4, waits: 0.3, parallel: 0.3, trouble: 0.9 },
  weights: {
    ...drawn.weights,
    'commit fails': 0,
    'answer lost': 0,
    'entry refused': 0,
    'reads fail': 0,
    stop: 0,
    zombie: 0,
    'submit with a used key': 0,
    terminate: 0,
    crash: 3,
    cancel: 1,
    pause: 1,
    resume: 2,
    signal: 3,
  },
});

describe('a process that dies or fails at any of the places where that is worst', () => {
  let database: SimulatedDatabase;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await SimulatedDatabase.open();
  });

  afterAll(() => {
    onFaultPoint(undefined);
    Logger.overrideLogger(['log', 'warn', 'error']);
  });

  it.each(IN_PROCESS.flatMap((point) => (['die', 'throw'] as const).map((way) => ({ point, way }))))(
    'keeps every promise: $way at $point',
    async ({ point, way }) => {
      let met = 0;
      let wasMet = (): boolean => false;
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { violations } = await runSeeds(database, [seed], {
          profile: rich,
          prepare: (sim) => (wasMet = planFault(sim, { point, way, time: 1 + (seed % 3) })),
        });
        expect(violations).toEqual([]);
        if (wasMet()) met += 1;
      }
      expect(met).toBeGreaterThanOrEqual(LEAST_MET);
    },
  );
});
