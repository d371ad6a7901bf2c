import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { runtimeProcess } from '../processes/planes.js';
import { Customer } from './customer.js';
import type { History, IntentRecord } from './history.js';
import { LedgerServer } from './ledger.js';
import { Random } from './random.js';

const CUSTOMERS = 16;

export interface ChaosOptions {
  kills: number;
  seed: number;
  /** On top of Runtime's environment. */
  env?: Record<string, string>;
}

/** What was under way when a kill came: a run in which little happened proves little. */
export interface Kill {
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
export async function chaosRun({ kills, seed, env = {} }: ChaosOptions): Promise<ChaosOutcome> {
  const random = new Random(seed);
  const ledger = await LedgerServer.listen();
  const runtime = await runtimeProcess({ ORDERS_LEDGER_URL: ledger.url, LOG_LEVEL: 'warn', ...env });
  const client = new PlaneClient(`${runtime.url}/api`);
  try {
    await runtime.start();
    const customers = await Promise.all(
      Array.from({ length: CUSTOMERS }, async (_, index) => {
        const session = await client.session('acme', `customer-${index}`);
        return new Customer(`c${index}`, client, session, new Random(seed + 1 + index));
      }),
    );
    const closing = new AbortController();
    const shopping = Promise.all(customers.map((customer) => customer.shop(closing.signal)));
    const killing = killAgainAndAgain(runtime, customers, kills, random).finally(() => closing.abort());
    const [done] = await Promise.all([killing, shopping]);
    const history = await collect(client, ledger, customers);
    return { history, kills: done, logs: runtime.logs };
  } finally {
    await runtime.kill();
    await ledger.close();
  }
}

async function killAgainAndAgain(
  runtime: PlaneProcess,
  customers: Customer[],
  kills: number,
  random: Random,
): Promise<Kill[]> {
  const done: Kill[] = [];
  while (done.length < kills) {
    // Mostly soon after the start, while recovery is under way; now and then in the middle of quiet work.
    const afterReady = Math.round(20 + 3_000 * random.next() ** 2);
    await sleep(afterReady);
    // Most of the time a quiet machine has nothing unanswered; every other kill waits until it has.
    if (done.length % 2 === 0) await untilUnanswered(customers);
    done.push(await kill(runtime, customers, afterReady));
    // Every fifth time the new process dies too, somewhere in its start: recovery itself must survive a crash.
    if (done.length < kills && random.chance(0.2)) {
      const exited = runtime.spawn();
      await Promise.race([exited, sleep(random.between(100, 1_500))]);
      done.push(await kill(runtime, customers, undefined));
    }
    await runtime.start();
  }
  // What the last crash left behind is to mix with new work, as it would on any other day.
  await sleep(2_000);
  return done;
}

/** Resolves while a customer waits to hear whether its order was accepted. */
async function untilUnanswered(customers: Customer[]): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!customers.some(({ current }) => current?.acknowledged.length === 0)) {
    if (Date.now() > deadline) throw new Error('Nobody has ordered anything for 10 s.');
    await turn();
  }
}

async function kill(runtime: PlaneProcess, customers: Customer[], afterReady: number | undefined): Promise<Kill> {
  const underway = customers.flatMap(({ current }) => current ?? []);
  await runtime.kill();
  return {
    afterReady,
    acknowledged: underway.filter(({ acknowledged }) => acknowledged.length > 0),
    unanswered: underway.filter(({ acknowledged }) => acknowledged.length === 0).length,
  };
}

async function collect(client: PlaneClient, ledger: LedgerServer, customers: Customer[]): Promise<History> {
  // Whatever still runs after its end would call the ledger in this time.
  await sleep(500);
  const history: History = {
    intents: customers.flatMap(({ intents }) => intents),
    ledger: [...ledger.calls],
    executions: await client.executions({ tenant_id: 'acme' }),
    events: new Map(),
  };
  const unread = [...history.executions];
  const read = async () => {
    for (let row = unread.pop(); row !== undefined; row = unread.pop()) {
      history.events.set(row.execution_id, await client.events(row.execution_id));
    }
  };
  await Promise.all(Array.from({ length: 8 }, read));
  return history;
}
