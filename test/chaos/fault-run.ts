import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlaneClient } from '../processes/plane-client.js';
import type { Exit } from '../processes/plane-process.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { chaosRuntime, preloaded } from './chaos-runtime.js';
import { Crowd } from './crowd.js';
import type { History } from './history.js';
import { keepAlive } from './keep-alive.js';
import { LedgerServer } from './ledger.js';
import { Random } from './random.js';
import { Uploader } from './uploader.js';

const CUSTOMERS = 12;
/** Points that are seldom passed act at once; the others when some work is under way. */
const SELDOM = /^(blob|command|undo\.(failed|parked|retrying)|step\.uncertain|wait\.due)/;

export interface FaultOptions {
  points: readonly string[];
  mode: 'kill' | 'throw';
  seed: number;
  /** Milliseconds until every point must have acted. */
  within: number;
}

export interface FaultOutcome {
  history: History;
  /** What the uploader missed. */
  missing: string[];
  uploads: number;
  /** The points that were not passed as often as they had to be. */
  notReached: string[];
  deaths: Exit[];
  logs: string;
}

/** Customers order and an uploader uploads until each point has acted once; Runtime is started whenever it has died. */
export async function faultRun({ points, mode, seed, within }: FaultOptions): Promise<FaultOutcome> {
  const random = new Random(seed);
  const ledger = await LedgerServer.listen();
  const file = join(temporaryFolder('faults'), 'acted');
  const planned = points.map((point) => `${point}:${SELDOM.test(point) ? 1 : random.between(2, 12)}`);
  const runtime = await chaosRuntime(ledger, {
    NODE_OPTIONS: preloaded('./preloads/faults.mjs'),
    FAULT_POINTS: planned.join(','),
    FAULT_MODE: mode,
    FAULT_FILE: file,
  });
  const client = new PlaneClient(`${runtime.url}/api`);
  const stop = new AbortController();
  const stopUploading = new AbortController();
  let crowd: Crowd | undefined;
  try {
    const living = keepAlive(runtime, stop.signal, 2 * points.length);
    crowd = await Promise.race([Crowd.gather(client, CUSTOMERS, seed), living.then(never)]);
    const uploader = new Uploader(client, new Random(seed + 1_000));
    const uploading = uploader.upload(stopUploading.signal);
    const trouble = Promise.race([crowd.trouble, living.then(never), uploading.then(never)]);
    const left = () => points.filter((point) => !actedIn(file).includes(point));
    for (const deadline = Date.now() + within; left().length > 0 && Date.now() < deadline;) {
      await Promise.race([sleep(100), trouble]);
    }
    stopUploading.abort();
    await uploading;
    const history = await crowd.goHome(ledger);
    const missing = await uploader.missing();
    stop.abort();
    const deaths = await living;
    return { history, missing, uploads: uploader.uploads, notReached: left(), deaths, logs: runtime.logs };
  } finally {
    crowd?.disperse();
    stopUploading.abort();
    stop.abort();
    await runtime.kill();
    await ledger.close();
  }
}

function actedIn(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}

/** For races that only a rejection may win. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}
