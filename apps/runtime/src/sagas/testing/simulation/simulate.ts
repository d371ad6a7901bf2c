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

/** How a simulation differs from what its seed draws. */
export interface Slant {
  readonly profile?: (drawn: Profile) => Profile;
  /** Called before the first life begins. */
  readonly prepare?: (sim: Simulation) => void;
}

/** Runs the simulation of a seed from its beginning to its end. */
export async function simulate(database: SimulatedDatabase, seed: number, slant: Slant = {}): Promise<Simulated> {
  database.clear();
  const drawn = drawProfile(new Random(seed + 0.75 * 2 ** 31));
  const sim = new Simulation(seed, database, slant.profile ? slant.profile(drawn) : drawn);
  slant.prepare?.(sim);
  await sim.begin();
  for (let moves = 0; moves < sim.profile.moves; moves += 1) await move(sim);
  await bringToAnEnd(sim);
  const history = sim.history();
  sim.kill(sim.life);
  return { history, log: sim.log, marks: sim.marks };
}
