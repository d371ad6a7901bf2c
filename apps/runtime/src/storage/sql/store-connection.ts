import type { Compilable, Kysely } from 'kysely';
import type { Database } from './database.js';
import type { WriteInput, WriteName, WriteResult } from './store-writes.js';

/** The way to a SQL database. What fails rejects with `StoreFailure`. */
export abstract class StoreConnection {
  /** Builds statements in the dialect of the database; they are run by `read`. */
  abstract readonly sql: Kysely<Database>;

  /**
   * Writes what `form` gives when the batch is formed. Resolves when it is durable. What may go ahead goes on from nothing
   * that is under way, and may be written whatever becomes of that.
   */
  abstract write<Name extends WriteName>(
    name: Name,
    form: () => WriteInput<Name>,
    mayGoAhead?: boolean,
  ): Promise<WriteResult<Name>>;

  /**
   * Runs a statement that only reads; it sees every write that has resolved. On behalf of a tenant, which sees its own
   * rows alone where the database can see to that, or of nobody (null), who sees all.
   */
  abstract query(sql: string, parameters: readonly unknown[], tenantId: string | null): Promise<unknown[]>;

  /** Rejects if nothing could be written now. */
  async check(): Promise<void> {
    await this.query('SELECT 1', [], null);
  }

  /** Writes what is waiting, then closes. */
  abstract close(): Promise<void>;

  async read<Row>(tenantId: string | null, query: Compilable<Row>): Promise<Row[]> {
    const { sql, parameters } = query.compile();
    return (await this.query(sql, parameters, tenantId)) as Row[];
  }
}
