import { chaosRuntime } from '../chaos/chaos-runtime.js';
import type { ChaosOptions, ChaosOutcome, Kill } from '../chaos/chaos-run.js';
import { Crowd } from '../chaos/crowd.js';
import { LedgerServer } from '../chaos/ledger.js';
import { Random } from '../chaos/random.js';
import { PostgresServer } from '../postgres/postgres-server.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { OverheardClient } from './overheard-client.js';

/** A machine that does other things too may take long; that is no finding. */
export const START = { within: 60_000 };
export const DATABASE = 'chaos';

export interface SceneOptions {
  seed: number;
  /** On top of the environment of each replica. */
  env?: Record<string, string>;
  /** The same for one of them alone; there are as many replicas as entries. Two without any. */
  each?: readonly Record<string, string>[];
  /** The port at which a replica finds the database, if something stands in between. */
  port?: (postgres: PostgresServer, replica: number) => Promise<number>;
}

/** Two Runtimes or more on one PostgreSQL, with the outside world that they act on. */
export interface Scene {
  readonly postgres: PostgresServer;
  readonly ledger: LedgerServer;
  readonly replicas: readonly PlaneProcess[];
  /** Asks now this replica and now that one, as a proxy would: whatever one has acknowledged, the others know. */
  readonly client: OverheardClient;
  /** Replicas that run and are not asked, as by a proxy that has noticed that they do not answer. */
  readonly away: Set<PlaneProcess>;
  readonly random: Random;
}

/** Where replicas of that server have their tables. */
export function databaseUrl(postgres: PostgresServer, port?: number): string {
  return postgres.url(DATABASE, port === undefined ? {} : { port });
}

/** Starts all of them, has `act` act, and takes all of it away again. What goes wrong is thrown with the ends of the logs. */
export async function onScene<Result>(options: SceneOptions, act: (scene: Scene) => Promise<Result>): Promise<Result> {
  const { seed, env = {}, each = [{}, {}], port } = options;
  const postgres = await PostgresServer.start();
  await postgres.createDatabase(DATABASE);
  const ledger = await LedgerServer.listen();
  const replicas: PlaneProcess[] = [];
  for (const [index, own] of each.entries()) {
    const DATABASE_URL = databaseUrl(postgres, await port?.(postgres, index));
    const calls = { ORDERS_LEDGER_URL: ledger.url + index, TRIPS_LEDGER_URL: ledger.url + index };
    replicas.push(await chaosRuntime(ledger, { DATABASE_URL, ...calls, ...env, ...own }));
  }
  const away = new Set<PlaneProcess>();
  const client = clientOf(replicas, away, new Random(seed + 1));
  try {
    await Promise.all(replicas.map((replica) => replica.start(START)));
    return await act({ postgres, ledger, replicas, client, away, random: new Random(seed) });
  } catch (error) {
    throw new Error(`The run broke off. The logs end:\n${logsOf(replicas)}`, { cause: error });
  } finally {
    await Promise.all(replicas.map((replica) => replica.kill()));
    await ledger.close();
    await postgres.remove();
  }
}

/** Has a crowd of customers order while `befall` does something to them, and as many intents as were asked for are sent. */
export async function replicasRun(
  options: Omit<ChaosOptions, 'kills'> & SceneOptions,
  befall: (scene: Scene, crowd: Crowd) => Promise<Kill[]>,
): Promise<ChaosOutcome> {
  const { seed, executions = 0, customers = 16, patience } = options;
  return onScene(options, async (scene) => {
    const crowd = await Crowd.gather(scene.client, customers, seed, patience);
    try {
      const kills = await Promise.race([befall(scene, crowd), crowd.trouble]);
      await Promise.race([crowd.untilOrdered(executions), crowd.trouble]);
      return { history: await crowd.goHome(scene.ledger), kills, logs: logsOf(scene.replicas) };
    } finally {
      crowd.disperse();
    }
  });
}

function clientOf(replicas: readonly PlaneProcess[], away: Set<PlaneProcess>, random: Random): OverheardClient {
  return new OverheardClient(() => {
    const there = replicas.filter((replica) => replica.isRunning && !away.has(replica));
    const [first = replicas[0]!, ...others] = there;
    return `${random.oneOf([first, ...others]).url}/api`;
  });
}

function logsOf(replicas: readonly PlaneProcess[]): string {
  return replicas.map(({ logs }, index) => `=== replica ${index}\n${logs.slice(-6_000)}`).join('\n');
}
