import { check } from './checker.js';
import { marksOf } from './marks.js';
import type { SimulatedDatabase } from './simulated-database.js';
import { simulate, type Simulated, type Slant } from './simulate.js';

/** What came of many simulations. */
export interface SeedReport {
  /** What was found wrong, with the seed and how to see it again. */
  readonly violations: string[];
  /** How many seeds have come by each thing. */
  readonly marks: Map<string, number>;
}

/** Runs the seeds one after the other, or until something is found that `stopAt` names. */
export async function runSeeds(
  database: SimulatedDatabase,
  seeds: Iterable<number>,
  { stopAt, ...slant }: Slant & { stopAt?: string } = {},
): Promise<SeedReport> {
  const report: SeedReport = { violations: [], marks: new Map() };
  for (const seed of seeds) {
    const simulated = await simulate(database, seed, slant);
    for (const mark of [...simulated.marks, ...marksOf(simulated.history)]) {
      report.marks.set(mark, (report.marks.get(mark) ?? 0) + 1);
    }
    const found = check(simulated.history);
    report.violations.push(...found.map((detail) => `seed ${seed}: ${detail} (see it with SIM_SEED=${seed})`));
    if (stopAt !== undefined && found.some((detail) => detail.includes(stopAt))) break;
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
