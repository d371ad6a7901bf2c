import { url as debuggerUrl } from 'node:inspector';
import { Worker } from 'node:worker_threads';
import type { WatchdogOptions } from './event-loop-watchdog.thread.js';

/** In how many parts a limit is watched: so much later than it may the process be ended. */
const PARTS = 10;

/**
 * Ends this process when its event loop has not turned for `limit` milliseconds: whatever it carries out is out of
 * reach then, of commands and of its own timers. Whoever restarts it goes on from the log, and an execution that does
 * this again and again is quarantined. Nobody is ended while somebody debugs.
 */
export function watchEventLoop(limit: number): void {
  if (debuggerUrl() !== undefined) return;
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const interval = limit / PARTS;
  setInterval(() => Atomics.add(beats, 0, 1), interval / 2).unref();
  const workerData: WatchdogOptions = { beats, interval, parts: PARTS, limit };
  const thread = new Worker(new URL('./event-loop-watchdog.thread.js', import.meta.url), {
    workerData,
    // What NODE_OPTIONS has every thread load, an agent of telemetry say, has nothing to do here and needs more memory.
    env: {},
    execArgv: [],
    // It only counts.
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 },
  });
  thread.unref();
}
