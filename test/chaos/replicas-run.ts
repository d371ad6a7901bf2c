import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresServer } from '../postgres/postgres-server.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import type { ChaosOptions, ChaosOutcome, Kill } from './chaos-run.js';
import { chaosRuntime } from './chaos-runtime.js';
import { Crowd } from './crowd.js';
import { LedgerServer } from './ledger.js';
import { Random } from './random.js';

/** A machine that does other things too may take long; that is no finding. */
const START = { within: 60_000 };

type Replicas = readonly [PlaneProcess, PlaneProcess];

/** Kills one of two replicas again and again, and now and then both; each comes back when the other has taken over, or before. */
export async function replicasRun(options: ChaosOptions): Promise<ChaosOutcome> {
  const { kills, seed, executions = 0, customers = 16, env = {} } = options;
  const ledger = await LedgerServer.listen();
  const postgres = await PostgresServer.start();
  const DATABASE_URL = await postgres.createDatabase('chaos');
  const replicas: Replicas = [
    await chaosRuntime(ledger, { DATABASE_URL, ...env }),
    await chaosRuntime(ledger, { DATABASE_URL, ...env }),
  ];
  const random = new Random(seed);
  const client = clientOf(replicas, new Random(seed + 1));
  let crowd: Crowd | undefined;
  const logs = (): string => replicas.map(({ logs: log }) => log.slice(-6_000)).join('\n=== the other replica\n');
  try {
    await Promise.all(replicas.map((replica) => replica.start(START)));
    crowd = await Crowd.gather(client, customers, seed, options.patience);
    const done = await Promise.race([killAgainAndAgain(replicas, crowd, kills, random), crowd.trouble]);
    while (crowd.ordered < executions) await Promise.race([sleep(50), crowd.trouble]);
    return { history: await crowd.goHome(ledger), kills: done, logs: logs() };
  } catch (error) {
    throw new Error(`The run broke off. The logs end:\n${logs()}`, { cause: error });
  } finally {
    crowd?.disperse();
    await Promise.all(replicas.map((replica) => replica.kill()));
    await ledger.close();
    await postgres.remove();
  }
}

/** Asks now this replica and now that one, as a proxy would: whatever one has acknowledged, the other knows. */
function clientOf(replicas: Replicas, random: Random): PlaneClient {
  return new PlaneClient(() => {
    const one = random.oneOf(replicas);
    return `${(one.isRunning ? one : (replicas.find(({ isRunning }) => isRunning) ?? one)).url}/api`;
  });
}

async function killAgainAndAgain(replicas: Replicas, crowd: Crowd, kills: number, random: Random): Promise<Kill[]> {
  const done: Kill[] = [];
  while (done.length < kills) {
    const afterReady = Math.round(100 + 2_500 * random.next() ** 2);
    await sleep(afterReady);
    const victims = random.chance(0.1) ? replicas : [random.oneOf(replicas)];
    const underway = crowd.current;
    await Promise.all(victims.map((victim) => victim.kill()));
    done.push({
      at: Date.now(),
      afterReady,
      acknowledged: underway.filter(({ acknowledged }) => acknowledged.length > 0),
      unanswered: underway.filter(({ acknowledged }) => acknowledged.length === 0).length,
    });
    await sleep(random.between(0, 3_000));
    await Promise.all(victims.map((victim) => victim.start(START)));
  }
  await sleep(2_000);
  return done;
}
