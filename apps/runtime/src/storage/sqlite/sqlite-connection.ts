import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Database } from '../sql/database.js';
import { StoreConnection } from '../sql/store-connection.js';
import type { StoreWrites } from '../sql/store-writes.js';
import type { ClaimWrites } from './claim-writes.js';

const SQL = new Kysely<Database>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** What is asked of a SQLite database beside what every database is asked. */
type SqliteWrites = StoreWrites & Pick<ClaimWrites, 'releaseAll'>;
export type SqliteWriteName = keyof SqliteWrites;
export type SqliteWriteInput<Name extends SqliteWriteName> = Parameters<SqliteWrites[Name]>[0];
export type SqliteWriteResult<Name extends SqliteWriteName> = ReturnType<SqliteWrites[Name]>;

/** The way to a SQLite database from the thread that asks: through worker threads in a server, direct in tests. */
export abstract class SqliteConnection extends StoreConnection {
  override readonly sql = SQL;

  abstract override write<Name extends SqliteWriteName>(
    name: Name,
    form: () => SqliteWriteInput<Name>,
    mayGoAhead?: boolean,
  ): Promise<SqliteWriteResult<Name>>;

  abstract override query(sql: string, parameters: readonly unknown[]): Promise<unknown[]>;
}
