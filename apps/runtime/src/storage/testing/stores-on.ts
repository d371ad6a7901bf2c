import type { ReplicaStore } from '../replica-store.js';
import { SqlArtifactStore } from '../sql/sql-artifact-store.js';
import type { SqlExecutionStore } from '../sql/sql-execution-store.js';
import { SqlFactStore } from '../sql/sql-fact-store.js';
import { SqlLineageStore } from '../sql/sql-lineage-store.js';
import { SqlSessionStore } from '../sql/sql-session-store.js';
import type { StoreConnection } from '../sql/store-connection.js';
import type { SqliteConnection } from '../sqlite/sqlite-connection.js';
import { SoleReplica } from '../sqlite/sole-replica.js';
import { SqliteExecutionStore } from '../sqlite/sqlite-execution-store.js';

/** The stores of one database. */
export interface SqlStores {
  readonly executions: SqlExecutionStore;
  readonly sessions: SqlSessionStore;
  readonly artifacts: SqlArtifactStore;
  readonly facts: SqlFactStore;
  readonly lineage: SqlLineageStore;
  readonly replicas: ReplicaStore;
  close(): Promise<void>;
}

/** All stores of a SQLite database that a test has opened. */
export function storesOn(connection: SqliteConnection): SqlStores {
  const executions = new SqliteExecutionStore(connection);
  return { executions, replicas: new SoleReplica(connection), ...otherStoresOn(connection) };
}

/** The stores that are the same on every database; on whatever database a test has opened. */
export function otherStoresOn(connection: StoreConnection): Omit<SqlStores, 'executions' | 'replicas'> {
  return {
    sessions: new SqlSessionStore(connection),
    artifacts: new SqlArtifactStore(connection),
    facts: new SqlFactStore(connection),
    lineage: new SqlLineageStore(connection),
    close: () => connection.close(),
  };
}
