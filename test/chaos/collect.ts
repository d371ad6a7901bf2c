import { setTimeout as sleep } from 'node:timers/promises';
import type { PlaneClient } from '../processes/plane-client.js';
import type { Customer } from './customer.js';
import type { History, SeenEvent } from './history.js';
import type { LedgerServer } from './ledger.js';
import { Random } from './random.js';
import { Subscriber } from './subscriber.js';

const READERS = 8;
/** How long reading all that a run has left may take. */
const WHOLE_FEED_MS = 300_000;

/** Asks everybody what they know, when everything has come to rest. */
export async function collect(
  client: PlaneClient,
  tenantId: string,
  ledger: LedgerServer,
  customers: Customer[],
  subscribers: Subscriber[],
): Promise<History> {
  // Whatever still runs after its end would call the ledger in this time.
  await sleep(500);
  const history: History = {
    intents: customers.flatMap(({ intents }) => intents),
    ledger: [...ledger.calls],
    executions: await client.executions({ tenant_id: tenantId }),
    events: new Map(),
    feed: await wholeFeed(client, tenantId),
    subscriptions: [...subscribers, ...customers].flatMap((witness) =>
      'subscription' in witness ? [witness.subscription] : witness.subscriptions,
    ),
  };
  const unread = [...history.executions];
  const read = async () => {
    for (let row = unread.pop(); row !== undefined; row = unread.pop()) {
      history.events.set(row.execution_id, await client.events(row.execution_id));
    }
  };
  await Promise.all(Array.from({ length: READERS }, read));
  return history;
}

async function wholeFeed(client: PlaneClient, tenantId: string): Promise<SeenEvent[]> {
  const reader = new Subscriber({}, tenantId, client, new Random(0));
  await reader.follow(AbortSignal.abort(), WHOLE_FEED_MS);
  if (!reader.subscription.complete) throw new Error('The feed could not be read to its end in five minutes.');
  return reader.subscription.seen;
}
