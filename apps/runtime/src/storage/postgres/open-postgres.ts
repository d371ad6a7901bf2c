import { Logger } from '@nestjs/common';
import { Client, type ClientConfig } from 'pg';
import type { Clock } from '../../determinism/clock.js';
import type { CommitSignal } from '../commit-signal.js';
import type { OpenedStore } from '../opened-store.js';
import { connectionConfig } from './connections.js';
import { PostgresClaims } from './leases/claims.js';
import { LogTail } from './leases/log-tail.js';
import { PostgresReplicas } from './leases/postgres-replicas.js';
import { migrate } from './migrations/migrate.js';
import { PostgresConnection } from './postgres-connection.js';
import { PostgresExecutionStore } from './postgres-execution-store.js';
import { toStoreFailure } from './postgres-failure.js';
import { readFeed } from './read-feed.js';
import { RecentFeed } from './recent-feed.js';

export interface PostgresOptions {
  readonly url: string;
  /** Milliseconds that a replica may be out of reach. */
  readonly lease: number;
  readonly clock: Clock;
  readonly signal: CommitSignal;
}

/** Opens a PostgreSQL database and brings its schema up to date. Refuses one that acknowledges before it is durable. */
export async function openPostgres({ url, lease, clock, signal }: PostgresOptions): Promise<OpenedStore> {
  const config = connectionConfig(url, lease);
  try {
    await checkDurability(config);
    await migrate(config);
  } catch (error) {
    throw toStoreFailure(error);
  }
  const replicas = new PostgresReplicas(
    config,
    () => connection.writers,
    clock,
    () => tail.hint(),
  );
  const claims = new PostgresClaims(() => replicas.joined);
  const connection: PostgresConnection = new PostgresConnection(config, claims, {
    committed: () => {
      replicas.hint('log');
      tail.hint();
    },
    queued: () => replicas.hint('work'),
    closing: () => tail.stop(),
  });
  const recent = new RecentFeed((filter) => readFeed(connection.askFeeds.bind(connection), filter));
  const tail = new LogTail(connection.readers, clock, signal, recent, () => replicas.hasOthers);
  signal.feedsGrowLater = true;
  void tail.follow();
  return { connection, executions: new PostgresExecutionStore(connection, recent), replicas };
}

/** Rejects where the database cannot be reached, or acknowledges before it is durable. */
export function checkPostgres(url: string, lease: number): Promise<void> {
  return checkDurability(connectionConfig(url, lease));
}

async function checkDurability(config: ClientConfig): Promise<void> {
  const client = new Client(config);
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT current_setting('synchronous_commit') AS commit, current_setting('fsync') AS fsync,
         current_setting('server_version_num')::int AS version`,
    );
    const [{ commit, fsync, version }] = rows as [{ commit: string; fsync: string; version: number }];
    if (version < 150_000) {
      throw new Error(`PostgreSQL ${Math.floor(version / 10_000)} is too old; 15 is the oldest that is supported.`);
    }
    if (commit === 'off') {
      throw new Error('synchronous_commit is off: what was acknowledged could be lost. Set it to on, or stronger.');
    }
    if (fsync === 'off') {
      new Logger('PostgreSQL').warn('fsync is off: what was acknowledged is lost when the machine of the database is.');
    }
  } finally {
    await client.end();
  }
}
