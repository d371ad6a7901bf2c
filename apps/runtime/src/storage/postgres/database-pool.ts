import { Pool, type ClientConfig, type PoolClient } from 'pg';
import { Connections, runOn, type Run } from './connections.js';
import { isOfStatement } from './postgres-failure.js';

/** Connections that are lent one by one, each to nobody else meanwhile. */
export class DatabasePool extends Connections<PoolClient> {
  private readonly pool: Pool;

  constructor(config: ClientConfig, max: number, prelude?: string) {
    super(prelude);
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

  /**
   * Runs `work` in a transaction, again if it meets a deadlock. Rejects with what the statement is refused for, or with
   * `StoreFailure`; whether it was made is then not known.
   */
  transaction<Result>(work: (run: Run) => Promise<Result>): Promise<Result> {
    return this.again((client) => inTransaction(client, work));
  }

  override async close(): Promise<void> {
    await this.pool.end();
  }

  protected override lend(): Promise<PoolClient> {
    return this.pool.connect();
  }

  protected override giveBack(client: PoolClient, isBroken: boolean): void {
    client.release(isBroken);
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
