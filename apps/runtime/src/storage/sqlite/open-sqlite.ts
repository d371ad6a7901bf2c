import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenedStore } from '../opened-store.js';
import { SoleReplica } from './sole-replica.js';
import { SqliteExecutionStore } from './sqlite-execution-store.js';
import { ThreadedConnection } from './threaded-connection.js';

/** Opens the SQLite file in a folder, creating what is missing. */
export async function openSqlite(folder: string): Promise<OpenedStore> {
  mkdirSync(folder, { recursive: true });
  const connection = await ThreadedConnection.open(join(folder, 'runtime.db'));
  return { connection, executions: new SqliteExecutionStore(connection), replicas: new SoleReplica(connection) };
}
