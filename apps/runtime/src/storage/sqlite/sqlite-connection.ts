import type { WriteInput, WriteName, WriteResult } from './sqlite-database.js';

/** The way to the database from the thread that asks: through worker threads in a server, direct in tests. */
export abstract class SqliteConnection {
  /** Writes what `form` gives when the batch is formed. Resolves when it is durable; rejects with `StoreFailure`. */
  abstract write<Name extends WriteName>(name: Name, form: () => WriteInput<Name>): Promise<WriteResult<Name>>;

  /** Runs a statement that only reads; it sees every write that has resolved. */
  abstract query(sql: string, parameters: readonly unknown[]): Promise<unknown[]>;

  /** Writes what is waiting, then closes. */
  abstract close(): Promise<void>;
}
