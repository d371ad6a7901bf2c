import { Pool, TypeOverrides, types, type ClientConfig, type PoolClient } from 'pg';
import { isForAgain, isOfStatement, toStoreFailure } from './postgres-failure.js';

/** How often a transaction that met a deadlock is done again. */
const TRIES = 5;
/** Plans are made for tables of the size that they have then; they grow, and it may take a while until they are analysed. */
const PLANNED_FOR_MS = 5_000;
/** Nothing that is asked here takes longer; what does has lost its connection without being told. */
const ANSWER_MS = 15_000;
/** Numbers of int8 are times, sizes and positions here, which a double holds. */
const TYPES = new TypeOverrides();
TYPES.setTypeParser(types.builtins.INT8, Number);

/** How connections are made: what takes too long fails, and a transaction that was left open is ended by the server. */
export function connectionConfig(url: string, lease: number): ClientConfig {
  return {
    connectionString: url,
    application_name: 'symphainy-runtime',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    query_timeout: ANSWER_MS,
    statement_timeout: ANSWER_MS,
    // A replica that stops in the middle of a transaction must not hold its rows for longer than it may hold them.
    idle_in_transaction_session_timeout: Math.max(Math.floor(lease / 2), 500),
    types: TYPES,
  };
}

/** A statement; one with a name is parsed and planned once on each connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}

/** Runs a statement within a transaction. */
export type Run = <Row>(statement: Statement, values?: readonly unknown[]) => Promise<Row[]>;

/** Connections for one purpose. What fails on them rejects with `StoreFailure`, and a connection that failed is not used again. */
export class DatabasePool {
  private readonly pool: Pool;
  /** Those that have run the prelude, and since when their plans are kept. */
  private readonly plannedSince = new WeakMap<PoolClient, number>();

  constructor(
    config: ClientConfig,
    max: number,
    /** What each connection runs before anything else: how it plans. */
    private readonly prelude?: string,
  ) {
    this.pool = new Pool({ ...config, max, idleTimeoutMillis: 60_000 });
    survive(this.pool);
  }

  /** Runs a statement by itself; on a connection of this pool, `prepare` has been run first. */
  async query(
    text: string,
    values: readonly unknown[],
    prepare?: (client: PoolClient) => Promise<void>,
  ): Promise<unknown[]> {
    return this.with(async (client) => {
      await prepare?.(client);
      return (await client.query(text, [...values])).rows as unknown[];
    });
  }

  /** Runs `work` in transactions of its single statements, all of it again if one meets a deadlock. */
  alone<Result>(work: (run: Run) => Promise<Result>): Promise<Result> {
    return this.again((client) => work(runOn(client)));
  }

  /**
   * Runs `work` in a transaction, again if it meets a deadlock. Rejects with what the statement is refused for, or with
   * `StoreFailure`; whether it was made is then not known.
   */
  transaction<Result>(work: (run: Run) => Promise<Result>): Promise<Result> {
    return this.again((client) => inTransaction(client, work));
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async again<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.with(work);
      } catch (error) {
        if (tries === TRIES || !isForAgain(error)) throw error;
      }
    }
  }

  private async with<Result>(use: (client: PoolClient) => Promise<Result>): Promise<Result> {
    let client: PoolClient;
    try {
      client = await this.pool.connect();
    } catch (error) {
      throw toStoreFailure(error);
    }
    let broken = false;
    try {
      if (this.prelude !== undefined) await this.plan(client, this.prelude);
      return await use(client);
    } catch (error) {
      broken = !isOfStatement(error);
      throw broken ? toStoreFailure(error) : error;
    } finally {
      client.release(broken);
    }
  }

  private async plan(client: PoolClient, prelude: string): Promise<void> {
    const since = this.plannedSince.get(client);
    if (since !== undefined && Date.now() - since < PLANNED_FOR_MS) return;
    await client.query(since === undefined ? prelude : 'DISCARD PLANS');
    this.plannedSince.set(client, Date.now());
  }
}

/**
 * An idle connection that breaks is replaced when the next one is asked for, and what breaks one in use is told to whoever
 * uses it. It may break in the moment between, too: an error that nobody listens for would end the process.
 */
export function survive(pool: Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
}

function runOn(client: PoolClient): Run {
  return async <Row>(statement: Statement, values: readonly unknown[] = []) =>
    (await client.query({ ...statement, values: values as unknown[] })).rows as Row[];
}

async function inTransaction<Result>(client: PoolClient, work: (run: Run) => Promise<Result>): Promise<Result> {
  await client.query('BEGIN');
  try {
    const result = await work(runOn(client));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    if (isOfStatement(error)) await client.query('ROLLBACK');
    throw error;
  }
}
