import { check } from './checker.js';
import { marksOf } from './marks.js';
import type { Profile } from './profile.js';
import type { SimulatedDatabase } from './simulated-database.js';
import { simulate, type Simulated } from './simulate.js';

/** What came of many simulations. */
export interface SeedReport {
  /** What was found wrong, with the seed and how to see it again. */
  readonly violations: string[];
  /** How many seeds have come by each thing. */
  readonly marks: Map<string, number>;
}

/** Runs the seeds one after the other, or until as many as `stopAfter` were found wrong. */
export async function runSeeds(
  database: SimulatedDatabase,
  seeds: Iterable<number>,
  { profile, stopAfter = Infinity }: { profile?: Profile; stopAfter?: number } = {},
): Promise<SeedReport> {
  const report: SeedReport = { violations: [], marks: new Map() };
  let wrong = 0;
  for (const seed of seeds) {
    const simulated = await simulate(database, seed, profile);
    for (const mark of [...simulated.marks, ...marksOf(simulated.history)]) {
      report.marks.set(mark, (report.marks.get(mark) ?? 0) + 1);
    }
    const found = check(simulated.history);
    report.violations.push(...found.map((detail) => `seed ${seed}: ${detail} (see it with SIM_SEED=${seed})`));
    if (found.length > 0) wrong += 1;
    if (wrong >= stopAfter) break;
  }
  return report;
}

/** Everything that happened in a simulation, to be read by whoever looks for the reason of what was found. */
export function toldOf({ log, history }: Simulated): string {
  const logs = [...history.logs].map(([executionId, events]) => {
    const lines = events.map(
      ({ sequence, time, type, data }) => `  ${sequence} ${time} ${type} ${JSON.stringify(data)}`,
    );
    return [executionId, ...lines].join('\n');
  });
  return [...log, ...logs].join('\n');
}
