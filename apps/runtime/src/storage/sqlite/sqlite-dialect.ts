import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';

/** Runs one statement, wherever the database is open. */
export type Execute = (sql: string, parameters: readonly unknown[]) => Promise<unknown[]>;

class SqliteConnection implements DatabaseConnection {
  constructor(private readonly execute: Execute) {}

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    return { rows: (await this.execute(sql, parameters)) as Row[] };
  }

  // eslint-disable-next-line require-yield -- the interface asks for a generator; nothing here is large enough to stream.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('Streaming is not offered by this dialect; page with a limit instead.');
  }
}

class SqliteDriver implements Driver {
  constructor(private readonly execute: Execute) {}
  init = async (): Promise<void> => {};
  acquireConnection = async (): Promise<DatabaseConnection> => new SqliteConnection(this.execute);
  releaseConnection = async (): Promise<void> => {};
  destroy = async (): Promise<void> => {};

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('BEGIN IMMEDIATE'));
  }
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('COMMIT'));
  }
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('ROLLBACK'));
  }
}

/** SQLite takes changes of the schema back with their transaction, which Kysely does not count on: a migration is whole or not there. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely over a function that runs a statement: in this thread for migrations, in another for reads. */
export function sqliteDialect(execute: Execute): Dialect {
  return {
    createAdapter: () => new TransactionalAdapter(),
    createDriver: () => new SqliteDriver(execute),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}
