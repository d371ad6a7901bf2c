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
export const FAULTY = 'faulty';
/** A machine that does other things too may take long; that is no finding. */
const START = { within: 60_000 };
/** Points that are seldom passed act at once; the others when some work is under way. */
const SELDOM = /^(blob|command|undo\.(failed|parked|retrying)|step\.uncertain|wait\.due)/;

export interface FaultOptions {
  points: readonly string[];
  /** A replica that stops is woken when others have taken over what it held. */
  mode: 'kill' | 'throw' | 'stop';
  seed: number;
  /** Milliseconds until every point must have acted. */
  within: number;
  /** On top of the environment of each Runtime. */
  env?: Record<string, string>;
  /** How many Runtimes without faults share the store. */
  beside?: number;
}

/** How often those without faults die too, so that the faulty one meets what only those do who take over. */
const QUIET_MS = 20_000;
/** For how long a replica is stopped: past its lease, and until the others have looked. */
const STOPPED_MS = 4_000;

export interface FaultOutcome {
  history: History;
  /** What the uploader missed. */
  missing: string[];
  uploads: number;
  /** The points that were not passed as often as they had to be. */
  notReached: string[];
  deaths: Exit[];
  /** When it was stopped, and when it was woken. */
  stops: { from: number; to: number }[];
  logs: string;
}

/** Customers order and an uploader uploads until each point has acted once; Runtime is started whenever it has died. */
export async function faultRun(options: FaultOptions): Promise<FaultOutcome> {
  const { points, mode, seed, within, env = {}, beside = 0 } = options;
  const random = new Random(seed);
  const ledger = await LedgerServer.listen();
  const file = join(temporaryFolder('faults'), 'acted');
  const planned = points.map((point) => `${point}:${SELDOM.test(point) ? 1 : random.between(2, 12)}`);
  const runtime = await chaosRuntime(ledger, {
    NODE_OPTIONS: preloaded('./preloads/faults.mjs'),
    FAULT_POINTS: planned.join(','),
    FAULT_MODE: mode,
    FAULT_FILE: file,
    // By this name it calls the ledger.
    ORDERS_LEDGER_URL: `${ledger.url}${FAULTY}`,
    TRIPS_LEDGER_URL: `${ledger.url}${FAULTY}`,
    ...env,
  });
  const others = await Promise.all(Array.from({ length: beside }, () => chaosRuntime(ledger, env)));
  let isStopped = false;
  const stops: FaultOutcome['stops'] = [];
  const client = new PlaneClient(() => {
    // As a proxy would that has noticed who does not answer.
    const there = [...(isStopped ? [] : [runtime]), ...others.filter(({ isRunning }) => isRunning)];
    return `${there[random.between(0, there.length - 1)]!.url}/api`;
  });
  const stop = new AbortController();
  const stopUploading = new AbortController();
  let crowd: Crowd | undefined;
  try {
    await Promise.all(others.map((other) => other.start(START)));
    const living = keepAlive(runtime, stop.signal, 2 * points.length);
    crowd = await Promise.race([Crowd.gather(client, CUSTOMERS, seed), living.then(never)]);
    const uploader = new Uploader(client, new Random(seed + 1_000));
    const uploading = uploader.upload(stopUploading.signal);
    const trouble = Promise.race([crowd.trouble, living.then(never), uploading.then(never)]);
    const left = () => points.filter((point) => !actedIn(file).includes(point));
    let nextKill = Date.now() + QUIET_MS;
    for (const deadline = Date.now() + within; left().length > 0 && Date.now() < deadline;) {
      await Promise.race([sleep(100), trouble]);
      if (mode === 'kill' && Date.now() > nextKill) {
        for (const other of others) await other.kill().then(() => other.start(START));
        nextKill = Date.now() + QUIET_MS;
      }
      if (mode !== 'stop' || !runtime.isStopped) continue;
      isStopped = true;
      const from = Date.now();
      await Promise.race([sleep(STOPPED_MS), trouble]);
      stops.push({ from, to: Date.now() });
      process.kill(runtime.pid, 'SIGCONT');
      isStopped = false;
    }
    stopUploading.abort();
    await uploading;
    // Whoever acted last may have died of it, and is read from only when it is back.
    const back = AbortSignal.timeout(START.within);
    await Promise.race([Promise.all([runtime, ...others].map((one) => one.untilReady(back))), trouble]);
    const history = await crowd.goHome(ledger);
    const missing = await uploader.missing();
    stop.abort();
    const deaths = await living;
    return { history, missing, uploads: uploader.uploads, notReached: left(), deaths, stops, logs: runtime.logs };
  } finally {
    crowd?.disperse();
    stopUploading.abort();
    stop.abort();
    await Promise.all([runtime, ...others].map((one) => one.kill()));
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
