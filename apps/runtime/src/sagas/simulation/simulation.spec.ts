import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { check } from '../testing/simulation/checker.js';
import { REGRESSIONS } from '../testing/simulation/seeds.js';
import { runSeeds, toldOf } from '../testing/simulation/run-seeds.js';
import { SimulatedDatabase } from '../testing/simulation/simulated-database.js';
import { simulate } from '../testing/simulation/simulate.js';

/** How many seeds are run beside the known ones; more in a long run. */
const SEEDS = Number(process.env['SIM_SEEDS'] ?? 1_000);
/** A seed to be run alone, with everything that happens in it told. */
const ONE = process.env['SIM_SEED'];

/** In how many of 2,000 seeds each of these must happen: a run in which little happens is no proof. */
const FLOORS: Readonly<Record<string, number>> = {
  'answer after the grace': 30,
  'answer lost': 300,
  'attempt cut off': 400,
  'attempt timed out': 10,
  'cancel came too late': 200,
  'cancel of one that is compensating': 60,
  'cancel of one that is paused': 60,
  'cancel of one that is queued': 60,
  'cancel of one that is running': 200,
  'cancel of one that is waiting': 80,
  'cancel while attempts have their grace': 50,
  'commit failed': 200,
  crash: 400,
  'crash before the answer': 30,
  'crash inside an effect': 150,
  'crash inside undo': 70,
  'dropped wait replayed': 400,
  'effect answered twice': 200,
  'ended execution repeated': 200,
  'handler replayed': 1_000,
  'late commit': 60,
  'key used for another body': 300,
  'one entry refused': 30,
  'orderly stop': 150,
  'parked undo: resolve': 80,
  'parked undo: retry': 80,
  'parked undo: skip': 80,
  'pause of one that is compensating': 60,
  'pause of one that is queued': 60,
  'pause of one that is running': 200,
  'pause of one that is waiting': 80,
  'paused: retries_exhausted': 30,
  'paused: uncertain': 20,
  'reads failed': 200,
  'signal came early': 200,
  'signal sent again': 150,
  'step resolved as applied': 20,
  'step resolved as not applied': 10,
  'submitted again': 400,
  terminate: 200,
  'three undos or more': 200,
  'turned back by a cancel': 150,
  'turned back by a deadline': 50,
  'turned back by a failure': 400,
  'undo cut off and repeated': 50,
  'undo parked': 150,
  zombie: 200,
  'zombie refused': 80,
};

describe('the engine under chance (S1 to S20)', () => {
  let database: SimulatedDatabase;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await SimulatedDatabase.open();
  });

  afterAll(() => Logger.overrideLogger(['log', 'warn', 'error']));

  if (ONE !== undefined) {
    it(`seed ${ONE} keeps every promise`, async () => {
      const simulated = await simulate(database, Number(ONE));
      const violations = check(simulated.history);
      process.stdout.write(`${toldOf(simulated)}\n${violations.join('\n')}\n`);
      expect(violations).toEqual([]);
    });
    return;
  }

  it('the same seed tells the same story twice, whatever was simulated before', async () => {
    const story = async (seed: number): Promise<string> => toldOf(await simulate(database, seed));
    const seeds = Array.from({ length: 25 }, (_, place) => place * 37 + 1);
    const first: string[] = [];
    for (const seed of seeds) first.push(await story(seed));
    for (const [place, seed] of [...seeds.entries()].reverse()) expect(await story(seed)).toBe(first[place]);
  });

  it('what has gone wrong once does not go wrong again', async () => {
    expect((await runSeeds(database, REGRESSIONS)).violations).toEqual([]);
  });

  it('whatever crashes, fails, repeats or comes late, every promise is kept', async () => {
    const { violations, marks } = await runSeeds(
      database,
      Array.from({ length: SEEDS }, (_, place) => place + 1),
    );
    expect(violations).toEqual([]);
    const missed = Object.entries(FLOORS)
      .map(([mark, floor]) => ({ mark, floor: (floor * SEEDS) / 2_000, seen: marks.get(mark) ?? 0 }))
      .filter(({ floor, seen }) => seen < Math.floor(floor));
    expect(missed).toEqual([]);
  }, 600_000);
});
