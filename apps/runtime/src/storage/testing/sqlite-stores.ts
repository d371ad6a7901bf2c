import { Kysely } from 'kysely';
import type { Database } from '../sqlite/database.js';
import { SqliteArtifactStore } from '../sqlite/sqlite-artifact-store.js';
import type { SqliteConnection } from '../sqlite/sqlite-connection.js';
import { sqliteDialect } from '../sqlite/sqlite-dialect.js';
import { SqliteExecutionStore } from '../sqlite/sqlite-execution-store.js';
import { SqliteFactStore } from '../sqlite/sqlite-fact-store.js';
import { SqliteLineageStore } from '../sqlite/sqlite-lineage-store.js';
import { SqliteSessionStore } from '../sqlite/sqlite-session-store.js';

const reading = (connection: SqliteConnection): Kysely<Database> =>
  new Kysely<Database>({ dialect: sqliteDialect((sql, values) => connection.query(sql, values)) });

/** The executions of a database that a test has opened. */
export function executionsOn(connection: SqliteConnection): SqliteExecutionStore {
  return new SqliteExecutionStore(connection, reading(connection));
}

/** The stores of one database. */
export interface SqliteStores {
  readonly executions: SqliteExecutionStore;
  readonly sessions: SqliteSessionStore;
  readonly artifacts: SqliteArtifactStore;
  readonly facts: SqliteFactStore;
  readonly lineage: SqliteLineageStore;
  close(): Promise<void>;
}

/** All stores of a database that a test has opened. */
export function storesOn(connection: SqliteConnection): SqliteStores {
  const db = reading(connection);
  return {
    executions: new SqliteExecutionStore(connection, db),
    sessions: new SqliteSessionStore(connection, db),
    artifacts: new SqliteArtifactStore(connection, db),
    facts: new SqliteFactStore(connection, db),
    lineage: new SqliteLineageStore(db),
    close: () => connection.close(),
  };
}
