import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { runtimeProcess } from '../processes/planes.js';
import { collect } from './collect.js';
import { Customer } from './customer.js';
import type { History, IntentRecord } from './history.js';
import { LedgerServer } from './ledger.js';
import { Random } from './random.js';
import { Subscriber } from './subscriber.js';

const TENANT = 'acme';
/** A machine that does other things too may take long; that is no finding. */
const START = { within: 60_000 };
const TRIPS_REALM = './test/chaos/realms/trips';
const ENDS = ['execution.succeeded', 'execution.failed', 'execution.compensated', 'execution.cancelled'];

export interface ChaosOptions {
  kills: number;
  seed: number;
  /** The run goes on until as many intents were sent. */
  executions?: number;
  customers?: number;
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

/** A Runtime with everything that a chaos run orders from, not yet started. */
export function chaosRuntime(ledger: LedgerServer, env: Record<string, string> = {}): Promise<PlaneProcess> {
  return runtimeProcess({
    RUNTIME_REALMS: `./examples/realms/orders,${TRIPS_REALM}`,
    ORDERS_LEDGER_URL: ledger.url,
    TRIPS_LEDGER_URL: ledger.url,
    LOG_LEVEL: 'warn',
    ...env,
  });
}

/** Kills Runtime again and again while customers order; then lets everything come to rest and collects what is known. */
export async function chaosRun(options: ChaosOptions): Promise<ChaosOutcome> {
  const { kills, seed, executions = 0, customers: count = 16, env = {} } = options;
  const random = new Random(seed);
  const ledger = await LedgerServer.listen();
  const runtime = await chaosRuntime(ledger, env);
  const client = new PlaneClient(`${runtime.url}/api`);
  const closing = new AbortController();
  const over = new AbortController();
  try {
    await runtime.start(START);
    const customers = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const session = await client.session(TENANT, `customer-${index}`);
        return new Customer(`c${index}`, client, session, new Random(seed + 1 + index));
      }),
    );
    const subscribers = subscribersOf(customers, client, seed);
    const following = Promise.all(subscribers.map((subscriber) => subscriber.follow(over.signal)));
    const shopping = Promise.all(customers.map((customer) => customer.shop(closing.signal)));
    const killing = killAgainAndAgain(runtime, customers, kills, random)
      .then(async (done) => {
        while (customers.reduce((sum, { intents }) => sum + intents.length, 0) < executions) await sleep(50);
        return done;
      })
      .finally(() => closing.abort());
    const [done] = await Promise.all([killing, shopping.finally(() => over.abort()), following]);
    const history = await collect(client, TENANT, ledger, customers, subscribers);
    return { history, kills: done, logs: runtime.logs };
  } finally {
    for (const told of [closing, over]) told.abort();
    await runtime.kill();
    await ledger.close();
  }
}

/** Everything of the tenant; its ends alone; and two sessions, one of them in part. */
function subscribersOf([one, two]: Customer[], client: PlaneClient, seed: number): Subscriber[] {
  const asked = [
    {},
    { types: ENDS },
    ...(one ? [{ session_id: one.session.session_id }] : []),
    ...(two ? [{ session_id: two.session.session_id, types: ['step.succeeded', 'undo.succeeded'] }] : []),
  ];
  return asked.map((filter, index) => new Subscriber(filter, TENANT, client, new Random(seed - 1 - index)));
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
    await runtime.start(START);
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
    at: Date.now(),
    afterReady,
    acknowledged: underway.filter(({ acknowledged }) => acknowledged.length > 0),
    unanswered: underway.filter(({ acknowledged }) => acknowledged.length === 0).length,
  };
}
