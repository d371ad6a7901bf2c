import { onFaultPoint, type FaultPoint } from '../../../determinism/fault-points.js';
import type { Simulation } from './simulation.js';

/** A fault at one of the places where a process may die at the worst moment. */
export interface PlannedFault {
  readonly point: FaultPoint;
  /** Die: nothing that the process does from there on counts. Throw: the place fails once, and the process lives. */
  readonly way: 'die' | 'throw';
  /** At which of the times that the place is reached. */
  readonly time: number;
}

/** Lets a simulation meet the fault. Returns whether it has; `onFaultPoint(undefined)` takes it back. */
export function planFault(sim: Simulation, { point, way, time }: PlannedFault): () => boolean {
  let reached = 0;
  onFaultPoint((place) => {
    if (sim.died) throw new Error('The process is dead.');
    if (place !== point) return;
    reached += 1;
    if (reached !== time) return;
    if (way === 'die') sim.die();
    else sim.disturb(sim.life);
    throw new Error(`A fault at ${point}.`);
  });
  return () => reached >= time;
}
