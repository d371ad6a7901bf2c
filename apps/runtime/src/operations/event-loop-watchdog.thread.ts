import { writeSync } from 'node:fs';
import { isMainThread, workerData } from 'node:worker_threads';

/** What the thread is started with. */
export interface WatchdogOptions {
  /** One number, raised at every turn of the loop that is watched. */
  readonly beats: Int32Array;
  /** Milliseconds between two looks. */
  readonly interval: number;
  /** How many looks in a row may find nothing new. */
  readonly parts: number;
  /** Milliseconds that this makes; for the message. */
  readonly limit: number;
}

const STANDARD_ERROR = 2;

/** Looks are counted, not time: a machine that was asleep, or a process that was stopped, has missed none. */
function watch({ beats, interval, parts, limit }: WatchdogOptions): void {
  let last = -1;
  let missed = 0;
  setInterval(() => {
    const now = Atomics.load(beats, 0);
    missed = now === last ? missed + 1 : 0;
    last = now;
    if (missed < parts) return;
    writeSync(
      STANDARD_ERROR,
      `The event loop has not turned for ${limit} ms (LEASE_MS): a handler or a query computes without a pause. The process ends itself.\n`,
    );
    process.kill(process.pid, 'SIGKILL');
  }, interval);
}

if (!isMainThread) watch(workerData as WatchdogOptions);
