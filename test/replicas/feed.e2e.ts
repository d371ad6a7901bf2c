import { afterEach, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Session } from '@app/intent-contracts';
import { Random } from '../chaos/random.js';
import { Subscriber } from '../chaos/subscriber.js';
import type { PostgresServer } from '../postgres/postgres-server.js';
import type { PlaneClient } from '../processes/plane-client.js';
import { TcpProxy } from '../processes/tcp-proxy.js';
import { LONG, print, SEED } from '../chaos/judge.js';
import { DATABASE, databaseUrl, onScene } from './scene.js';
import { steps, takeTrip } from './trips.js';

const WRITERS = 16;
const READERS = 4;
/** Transactions that write early and commit late. */
const LATE_COMMITS = LONG ? 200 : 20;
/** On the way between one of the replicas and the database, in milliseconds. */
const DELAY = 10;

/** The log with a row for each event, and the id of that. */
const LOG = `(SELECT *, regexp_count(entries, E'\\n') AS events FROM appends) AS row, LATERAL generate_series(1, events) AS nth`;
const ID = `execution_id || ':' || sequence - events + nth`;

const roads: TcpProxy[] = [];
afterEach(() => Promise.all(roads.splice(0).map((road) => road.close())));

/** Reads the log in the order of its numbers, as if that were the order of commits: what it passes by it never sees. */
class PlainReader {
  readonly seen: string[] = [];
  last = 0;

  constructor(private readonly postgres: PostgresServer) {}

  async follow(stop: AbortSignal): Promise<void> {
    for (let stopping = false; !stopping; await sleep(10)) {
      stopping = stop.aborted;
      const events = await this.postgres.query<{ id: string; position: number }>(
        `SELECT ${ID} AS id, position::int FROM ${LOG} WHERE position > ${this.last} ORDER BY position, nth`,
        { database: DATABASE },
      );
      this.seen.push(...events.map(({ id }) => id));
      this.last = events.at(-1)?.position ?? this.last;
    }
  }
}

async function write(client: PlaneClient, session: Session, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) await client.ended(await takeTrip(client, session, steps(3, 5)));
}

/** Has transactions write an event each and commit when others that began later have committed and were read. */
async function commitLate(postgres: PostgresServer, executionId: string, reader: PlainReader): Promise<string[]> {
  const ids: string[] = [];
  const client = new Client({ connectionString: databaseUrl(postgres) });
  await client.connect();
  for (let sequence = 1_001; sequence <= 1_000 + LATE_COMMITS; sequence += 1) {
    await client.query('BEGIN');
    const { rows } = await client.query<{ position: number }>(
      `INSERT INTO appends (execution_id, sequence, tenant_id, time, entries)
       VALUES ($1, $2, 'acme', 0, E'trips.noted\\n0 {}') RETURNING position::int`,
      [executionId, sequence],
    );
    while (reader.last <= rows[0]!.position) await sleep(5);
    await sleep(20);
    await client.query('COMMIT');
    ids.push(`${executionId}:${sequence}`);
  }
  await client.end();
  return ids;
}

/** By execution, the events that do not come after the one before them. */
function outOfOrder(ids: readonly string[]): string[] {
  const last = new Map<string, number>();
  return ids.filter((id) => {
    const [execution = '', sequence = ''] = id.split(':');
    const isLater = Number(sequence) > (last.get(execution) ?? 0);
    last.set(execution, Number(sequence));
    return !isLater;
  });
}

it(
  'readers of a feed see every event once and in the order of its execution, whichever replica they ask and however late what was begun early is committed; one who goes by the number of the row misses some',
  async () => {
    const port = async (postgres: PostgresServer): Promise<number> => {
      const road = await TcpProxy.listen(postgres.port);
      roads.push(road);
      return road.port;
    };
    await onScene({ seed: SEED, port }, async ({ postgres, client }) => {
      roads[1]!.delay(DELAY);
      const session = await client.session();
      const first = await takeTrip(client, session, steps(1, 0));
      await client.ended(first);
      const plain = new PlainReader(postgres);
      const readers = Array.from(
        { length: READERS },
        (_, index) => new Subscriber({}, session.tenant_id, client, new Random(SEED + index)),
      );
      const stop = new AbortController();
      const reading = Promise.all([plain, ...readers].map((reader) => reader.follow(stop.signal)));
      const stopWriting = new AbortController();
      const writing = Promise.all(Array.from({ length: WRITERS }, () => write(client, session, stopWriting.signal)));
      const late = await Promise.race([commitLate(postgres, first, plain), writing.then(() => [])]);
      stopWriting.abort();
      await writing;
      stop.abort();
      await reading;

      const rows = await postgres.query<{ id: string }>(`SELECT ${ID} AS id FROM ${LOG} ORDER BY xid, position, nth`, {
        database: DATABASE,
      });
      const all = rows.map(({ id }) => id);
      print(
        'feed',
        `${all.length} events, ${late.length} of them committed late, ${READERS} readers, CHAOS_SEED=${SEED}`,
      );
      for (const { subscription } of readers) {
        const seen = subscription.seen.map(({ id }) => id);
        expect(subscription.complete).toBe(true);
        const known = new Set(seen);
        expect(known.size).toBe(seen.length);
        expect(all.filter((id) => !known.has(id))).toEqual([]);
        expect(outOfOrder(seen)).toEqual([]);
        expect(seen).toEqual(all);
      }
      const missed = late.filter((id) => !plain.seen.includes(id));
      print('feed', `a reader by the number of the row has missed ${all.length - plain.seen.length} events`);
      expect(missed).toEqual(late);
    });
  },
  60_000 + LATE_COMMITS * 3_000,
);
