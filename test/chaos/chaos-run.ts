import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { chaosRuntime } from './chaos-runtime.js';
import { Crowd } from './crowd.js';
import type { History, IntentRecord } from './history.js';
import { LedgerServer } from './ledger.js';
import { Random } from './random.js';

/** A machine that does other things too may take long; that is no finding. */
const START = { within: 60_000 };

export interface ChaosOptions {
  kills: number;
  seed: number;
  /** The run goes on until as many intents were sent. */
  executions?: number;
  customers?: number;
  /** Milliseconds after which a customer gives an errand up. */
  patience?: number;
  /** On top of Runtime's environment. */
  env?: Record<string, string>;
}

/** What was under way when a kill came: a run in which little happened proves little. */
export interface Kill {
  /** Milliseconds since the epoch. */
  at: number;
  /** Milliseconds since Runtime was ready; undefined if it was killed while it started. */
  afterReady: number | undefined;
  acknowledged: IntentRecord[];
  unanswered: number;
}

export interface ChaosOutcome {
  history: History;
  kills: Kill[];
  logs: string;
}

/** Kills Runtime again and again while customers order; then lets everything come to rest and collects what is known. */
export async function chaosRun(options: ChaosOptions): Promise<ChaosOutcome> {
  const { kills, seed, executions = 0, customers = 16, env = {} } = options;
  const ledger = await LedgerServer.listen();
  const runtime = await chaosRuntime(ledger, env);
  const client = new PlaneClient(`${runtime.url}/api`);
  let crowd: Crowd | undefined;
  try {
    await runtime.start(START);
    crowd = await Crowd.gather(client, customers, seed, options.patience);
    const done = await Promise.race([killAgainAndAgain(runtime, crowd, kills, new Random(seed)), crowd.trouble]);
    await Promise.race([crowd.untilOrdered(executions), crowd.trouble]);
    return { history: await crowd.goHome(ledger), kills: done, logs: runtime.logs };
  } catch (error) {
    throw new Error(`The run broke off. Runtime's log ends:\n${runtime.logs.slice(-4_000)}`, { cause: error });
  } finally {
    crowd?.disperse();
    await runtime.kill();
    await ledger.close();
  }
}

async function killAgainAndAgain(runtime: PlaneProcess, crowd: Crowd, kills: number, random: Random): Promise<Kill[]> {
  const done: Kill[] = [];
  while (done.length < kills) {
    // Mostly soon after the start, while recovery is under way; now and then in the middle of quiet work.
    const afterReady = Math.round(20 + 3_000 * random.next() ** 2);
    await sleep(afterReady);
    // Most of the time a quiet machine has nothing unanswered; every other kill waits until it has.
    if (done.length % 2 === 0) await untilUnanswered(crowd);
    done.push(await kill(runtime, crowd, afterReady));
    // Every fifth time the new process dies too, somewhere in its start: recovery itself must survive a crash.
    if (done.length < kills && random.chance(0.2)) {
      const exited = runtime.spawn();
      await Promise.race([exited, sleep(random.between(100, 1_500))]);
      done.push(await kill(runtime, crowd, undefined));
    }
    await runtime.start(START);
  }
  // What the last crash left behind is to mix with new work, as it would on any other day.
  await sleep(2_000);
  return done;
}

/** Resolves while a customer waits to hear whether its order was accepted. */
async function untilUnanswered(crowd: Crowd): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!crowd.current.some(({ acknowledged }) => acknowledged.length === 0)) {
    if (Date.now() > deadline) throw new Error('Nobody has ordered anything for 10 s.');
    await turn();
  }
}

async function kill(runtime: PlaneProcess, crowd: Crowd, afterReady: number | undefined): Promise<Kill> {
  return during(crowd, afterReady, () => runtime.kill());
}

/** Does something to the processes, and says what was under way. */
export async function during(
  crowd: Crowd,
  afterReady: number | undefined,
  mishap: () => Promise<unknown>,
): Promise<Kill> {
  const underway = crowd.current;
  await mishap();
  return {
    at: Date.now(),
    afterReady,
    acknowledged: underway.filter(({ acknowledged }) => acknowledged.length > 0),
    unanswered: underway.filter(({ acknowledged }) => acknowledged.length === 0).length,
  };
}
