import { setTimeout as sleep } from 'node:timers/promises';
import type { Exit, PlaneProcess } from '../processes/plane-process.js';

/** Starts the process whenever it has died, until it is told to stop; resolves to how it died. */
export async function keepAlive(plane: PlaneProcess, stop: AbortSignal, mostDeaths: number): Promise<Exit[]> {
  const deaths: Exit[] = [];
  const stopped = new Promise<undefined>((resolve) => stop.addEventListener('abort', () => resolve(undefined)));
  while (!stop.aborted) {
    const exit = await Promise.race([plane.spawn(), stopped]);
    if (exit) deaths.push(exit);
    if (deaths.length > mostDeaths)
      throw new Error(`It died ${deaths.length} times. Its log ends:\n${plane.logs.slice(-4_000)}`);
    // One that cannot even start is not to be started a thousand times.
    if (exit) await Promise.race([sleep(100), stopped]);
  }
  return deaths;
}
