import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { ClientConfig, PoolClient } from 'pg';
import type { Database } from '../sql/database.js';
import { StoreConnection } from '../sql/store-connection.js';
import type { WriteInput, WriteName, WriteResult } from '../sql/store-writes.js';
import { StoreFailure } from '../store-failure.js';
import { ACCESS_WRITES } from './access-writes.js';
import { BatchWriter } from './batch-writer.js';
import type { BatchEntry } from './batch.js';
import type { Run } from './connections.js';
import { DatabasePool } from './database-pool.js';
import { dropLogs } from './log-drops.js';
import { Pipeline } from './pipeline.js';
import { toStoreFailure } from './postgres-failure.js';
import { SINGLE_WRITES } from './single-writes.js';
import type { WriteObserver } from './write-observer.js';

const SQL = new Kysely<Database>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Connections for each purpose, so that many readers do not hold up what is to be written. */
const WRITERS = 4;
const READERS = 6;
const REQUESTS = 6;

/**
 * A batch is planned once for very many, maybe while the tables are empty or were never analysed: what is few rows of a
 * batch must be looked up by index however large the tables are by then.
 */
const PLAN_BY_INDEX = `SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
  SET plan_cache_mode = force_generic_plan; SET jit = off`;

/** As whom and for whom a connection reads from now on. */
const ACT_FOR = "SELECT set_config('role', 'symphainy_requests', false), set_config('symphainy.tenant', $1, false)";

/** What a claim is made with; see `leases/`. */
export interface Claims {
  claimReady(run: Run, input: WriteInput<'claimReady'>): Promise<WriteResult<'claimReady'>>;
  claimOne(run: Run, input: WriteInput<'claimOne'>): Promise<WriteResult<'claimOne'>>;
}

/** The way to a PostgreSQL database. Requests of a tenant read as a role that its own rows alone are shown to. */
export class PostgresConnection extends StoreConnection {
  override readonly sql = SQL;
  readonly writers: DatabasePool;
  readonly readers: DatabasePool;
  private readonly requests: DatabasePool;
  private readonly feeds: DatabasePool;
  private readonly pipeline: Pipeline;
  private readonly batches: BatchWriter;
  /** What is a transaction of its own, by name. */
  private readonly alone: Readonly<Record<string, (run: Run, input: never) => Promise<unknown>>>;
  /** The tenant that a connection acts for. */
  private readonly tenants = new WeakMap<PoolClient, string>();

  constructor(
    config: ClientConfig,
    claims: Claims,
    private readonly observer: WriteObserver,
  ) {
    super();
    this.alone = {
      ...SINGLE_WRITES,
      ...ACCESS_WRITES,
      dropLogs,
      claimReady: (run, claim) => claims.claimReady(run, claim),
      claimOne: (run, claim) => claims.claimOne(run, claim),
    };
    this.writers = new DatabasePool(config, WRITERS, PLAN_BY_INDEX);
    this.readers = new DatabasePool(config, READERS);
    this.requests = new DatabasePool(config, REQUESTS);
    this.feeds = new DatabasePool(config, 1);
    this.pipeline = new Pipeline(config, PLAN_BY_INDEX);
    this.batches = new BatchWriter(this.pipeline, this.writers, observer);
  }

  override write<Name extends WriteName>(
    name: Name,
    form: () => WriteInput<Name>,
    mayGoAhead = false,
  ): Promise<WriteResult<Name>> {
    switch (name) {
      case 'accept':
        return this.batch(() => ({ accept: form() as WriteInput<'accept'> }), mayGoAhead);
      case 'append':
        return this.batch(() => ({ append: form() as WriteInput<'append'> }), mayGoAhead);
      default:
        return this.writeAlone(name, form());
    }
  }

  override query(sql: string, parameters: readonly unknown[], tenantId: string | null): Promise<unknown[]> {
    if (tenantId !== null) return this.ask(this.requests, sql, parameters, tenantId);
    return this.readers.query(sql, parameters).catch(rethrow);
  }

  /** Asks what the feeds of tenants have grown by; however many requests there are, it does not wait for them. */
  askFeeds(sql: string, parameters: readonly unknown[], tenantId: string): Promise<unknown[]> {
    return this.ask(this.feeds, sql, parameters, tenantId);
  }

  /** A standby answers what is read, and takes nothing. */
  override async check(): Promise<void> {
    const [row] = await this.query(`SELECT current_setting('transaction_read_only') AS "isReadOnly"`, [], null);
    if ((row as { isReadOnly: string }).isReadOnly === 'on') {
      throw new StoreFailure(
        'PostgreSQL: it is a standby, or read-only for another reason, and takes no writes.',
        false,
      );
    }
  }

  override async close(): Promise<void> {
    await this.batches.idle();
    this.observer.closing();
    const all = [this.pipeline, this.writers, this.readers, this.requests, this.feeds];
    await Promise.all(all.map((connections) => connections.close()));
  }

  private async batch<Name extends WriteName>(form: () => BatchEntry, mayGoAhead: boolean): Promise<WriteResult<Name>> {
    return (await this.batches.write(form, mayGoAhead)) as WriteResult<Name>;
  }

  private ask(pool: DatabasePool, sql: string, parameters: readonly unknown[], tenantId: string): Promise<unknown[]> {
    return pool.query(sql, parameters, (client) => this.actFor(client, tenantId)).catch(rethrow);
  }

  private async actFor(client: PoolClient, tenantId: string): Promise<void> {
    if (this.tenants.get(client) === tenantId) return;
    this.tenants.delete(client);
    await client.query(ACT_FOR, [tenantId]);
    this.tenants.set(client, tenantId);
  }

  private async writeAlone<Name extends WriteName>(name: Name, input: WriteInput<Name>): Promise<WriteResult<Name>> {
    try {
      return await this.writers.transaction(
        (run) => this.alone[name]!(run, input as never) as Promise<WriteResult<Name>>,
      );
    } catch (error) {
      throw toStoreFailure(error);
    }
  }
}

function rethrow(error: unknown): never {
  throw toStoreFailure(error);
}
