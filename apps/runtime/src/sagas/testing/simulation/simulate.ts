import type { SimulatedHistory } from './history.js';
import { bringToAnEnd } from './ending.js';
import { move } from './moves.js';
import { drawProfile, type Profile } from './profile.js';
import { Random } from './random.js';
import type { SimulatedDatabase } from './simulated-database.js';
import { Simulation } from './simulation.js';

/** What came of a simulation. */
export interface Simulated {
  readonly history: SimulatedHistory;
  readonly log: readonly string[];
  readonly marks: ReadonlySet<string>;
}

/** Runs the simulation of a seed from its beginning to its end. */
export async function simulate(database: SimulatedDatabase, seed: number, given?: Profile): Promise<Simulated> {
  database.clear();
  const sim = new Simulation(seed, database, given ?? drawProfile(new Random(seed + 0.75 * 2 ** 31)));
  await sim.begin();
  for (let moves = 0; moves < sim.profile.moves; moves += 1) await move(sim);
  await bringToAnEnd(sim);
  const history = sim.history();
  sim.kill(sim.life);
  return { history, log: sim.log, marks: sim.marks };
}
