import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '../../determinism/clock.js';
import { CommitSignal } from '../commit-signal.js';
import type { FeedFilter, FeedPart } from '../execution-store.js';
import { toFeedPart } from '../sql/log-rows.js';
import { freshDatabase } from '../testing/postgres-database.js';
import { acceptance, entry, execution, session } from '../testing/records.js';
import { otherStoresOn } from '../testing/stores-on.js';
import { openPostgres } from './open-postgres.js';
import type { PostgresConnection } from './postgres-connection.js';
import { readFeed, type AskForTenant } from './read-feed.js';
import { RecentFeed } from './recent-feed.js';

const TYPES = ['execution.accepted', 'execution.started', 'step.succeeded'];

let connection: PostgresConnection;
const ask: AskForTenant = (...question) => connection.query(...question);
const fromTables = async (filter: FeedFilter): Promise<FeedPart> => toFeedPart(await readFeed(ask, filter), filter);
let happen: (count: number, data?: string) => Promise<void>;
let close: () => Promise<void>;

beforeAll(async () => {
  const { url, drop } = await freshDatabase();
  const opened = await openPostgres({ url, lease: 30_000, clock: new SystemClock(), signal: new CommitSignal() });
  connection = opened.connection as PostgresConnection;
  const { sessions } = otherStoresOn(connection);
  await Promise.all([sessions.create(session('ses_0')), sessions.create(session('ses_1'))]);
  let made = 0;
  happen = async (count, data = '{}') => {
    for (let index = 0; index < count; index += 1) {
      made += 1;
      const record = execution(`exe_${made}`, {
        sessionId: `ses_${made % 2}`,
        intentType: made % 3 === 0 ? 'orders.place' : 'trips.book',
        sequence: 3,
      });
      const entries = TYPES.map((type, at) => ({ ...entry(at + 1, type), data }));
      await opened.executions.accept(acceptance(record, { entries }));
    }
    while (!(await isComplete())) await sleep(5);
  };
  close = async () => {
    await connection.close();
    await drop();
  };
});

afterAll(() => close());

/** Whether nothing is under way any more, in other databases of the server too, that a feed would wait for. */
async function isComplete(): Promise<boolean> {
  const [row] = await connection.query(
    `SELECT max(xid) < pg_snapshot_xmin(pg_current_snapshot()) AS "isComplete" FROM appends`,
    [],
    null,
  );
  return (row as { isComplete: boolean }).isComplete;
}

/** Every filter from every place in the feed. */
async function allFilters(): Promise<FeedFilter[]> {
  const { entries } = await fromTables({ tenantId: 'acme', limit: 10_000 });
  const filters = [{}, { sessionId: 'ses_1' }, { intentType: 'orders.place' }, { types: ['step.succeeded'] }];
  return entries.flatMap(({ position }) =>
    filters.flatMap((filter) =>
      [1, 4, 1_000].map((limit) => ({ tenantId: 'acme', ...filter, after: position, limit })),
    ),
  );
}

describe('the newest part of a feed', () => {
  it('is what the tables would answer, for every filter and place that it holds, and nothing else', async () => {
    await happen(10);
    const { position: middle } = await fromTables({ tenantId: 'acme', limit: 12 });
    const recent = new RecentFeed((filter) => readFeed(ask, filter));
    await recent.extend('acme', middle!);
    await happen(8);
    await recent.extend('acme', middle!);
    let held = 0;
    for (const filter of await allFilters()) {
      const found = recent.find(filter);
      if (found) expect(found).toEqual(await fromTables(filter));
      held += found ? 1 : 0;
    }
    // 54 entries, of which the first 11 come before what is held.
    expect(held).toBe((54 - 11) * 12);
    expect(recent.find({ tenantId: 'acme', limit: 4 })).toBeUndefined();
    expect(recent.find({ tenantId: 'bravo', after: middle!, limit: 4 })).toBeUndefined();
  });

  it('lets go of its oldest half when there is too much, and holds nothing when it could not be read', async () => {
    const { position: end } = await fromTables({ tenantId: 'acme', limit: 10_000 });
    let isAway = false;
    const recent = new RecentFeed((filter) => {
      if (isAway) return Promise.reject(new Error('away'));
      return readFeed(ask, filter);
    });
    await recent.extend('acme', end!);
    await happen(4, JSON.stringify('x'.repeat(1_000_000)));
    await recent.extend('acme', end!);
    const { entries } = await fromTables({ tenantId: 'acme', after: end!, limit: 100 });
    const held = entries.map(({ position }) => recent.find({ tenantId: 'acme', after: position, limit: 100 }));
    expect(held.map((part) => part?.entries.length)).toEqual([...Array<undefined>(7), 4, 3, 2, 1, 0]);
    isAway = true;
    await expect(recent.extend('acme', end!)).rejects.toThrow('away');
    expect(recent.find({ tenantId: 'acme', after: entries.at(-1)!.position, limit: 1 })).toBeUndefined();
  });
});
