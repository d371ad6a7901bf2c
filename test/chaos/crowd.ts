import { setTimeout as sleep } from 'node:timers/promises';
import type { Session, SessionAnswer } from '@app/intent-contracts';
import type { PlaneClient } from '../processes/plane-client.js';
import { collect } from './collect.js';
import { Customer } from './customer.js';
import type { History, IntentRecord } from './history.js';
import { insist } from './insist.js';
import type { LedgerServer } from './ledger.js';
import { Random } from './random.js';
import { Subscriber } from './subscriber.js';

const TENANT = 'acme';
const ENDS = ['execution.succeeded', 'execution.failed', 'execution.compensated', 'execution.cancelled'];
const OPENING_MS = 60_000;

/** Everybody outside of Runtime: customers who order one thing after another, and those who look on. */
export class Crowd {
  private readonly closing = new AbortController();
  private readonly over = new AbortController();
  private readonly shopping: Promise<unknown>;
  private readonly following: Promise<unknown>;

  private constructor(
    private readonly client: PlaneClient,
    private readonly customers: Customer[],
    private readonly subscribers: Subscriber[],
  ) {
    this.shopping = Promise.all(customers.map((customer) => customer.shop(this.closing.signal)));
    this.following = Promise.all(subscribers.map((subscriber) => subscriber.follow(this.over.signal)));
    // Whoever waits for them is told.
    for (const work of [this.shopping, this.following]) work.catch(() => undefined);
  }

  /** Opens a session for each of them, and lets them begin. */
  static async gather(client: PlaneClient, count: number, seed: number, patience?: number): Promise<Crowd> {
    const customers = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const random = new Random(seed + 1 + index);
        const session = await openSession(client, `customer-${index}`, random);
        return new Customer(`c${index}`, client, session, random, patience);
      }),
    );
    return new Crowd(client, customers, subscribersOf(customers, client, seed));
  }

  get ordered(): number {
    return this.customers.reduce((sum, { intents }) => sum + intents.length, 0);
  }

  /** Resolves when at least so many intents were sent. */
  async untilOrdered(intents: number): Promise<void> {
    while (this.ordered < intents && !this.closing.signal.aborted) await sleep(50);
  }

  get sessions(): Session[] {
    return this.customers.map(({ session }) => session);
  }

  /** The intents under way. */
  get current(): IntentRecord[] {
    return this.customers.flatMap(({ current }) => current ?? []);
  }

  /** Rejects as soon as one of them cannot go on. */
  get trouble(): Promise<never> {
    return Promise.all([this.shopping, this.following]).then(() => new Promise<never>(() => undefined));
  }

  /** Lets everybody come to an end, and asks what they know. */
  async goHome(ledger: LedgerServer): Promise<History> {
    this.closing.abort();
    await this.shopping;
    this.over.abort();
    await this.following;
    return collect(this.client, TENANT, ledger, this.customers, this.subscribers);
  }

  /** Has them stop at once, where a run has failed. */
  disperse(): void {
    this.closing.abort();
    this.over.abort();
  }
}

async function openSession(client: PlaneClient, userId: string, random: Random): Promise<Session> {
  const answer = await insist(
    () => client.post<SessionAnswer>('/session/create', { tenant_id: TENANT, user_id: userId }),
    { random, deadline: Date.now() + OPENING_MS },
  );
  if (answer?.status !== 201) throw new Error(`No session was opened: ${answer?.status} ${answer?.text}`);
  return answer.body.session;
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
