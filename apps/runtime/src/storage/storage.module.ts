import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Kysely } from 'kysely';
import { RuntimeConfig } from '../config/runtime-config.js';
import { ArtifactStore } from './artifact-store.js';
import { CommitSignal } from './commit-signal.js';
import { ExecutionStore } from './execution-store.js';
import { FactStore } from './fact-store.js';
import { LineageStore } from './lineage-store.js';
import { SessionStore } from './session-store.js';
import { StoreHealth } from './store-health.js';
import type { Database } from './sqlite/database.js';
import { SqliteArtifactStore } from './sqlite/sqlite-artifact-store.js';
import { SqliteConnection } from './sqlite/sqlite-connection.js';
import { sqliteDialect } from './sqlite/sqlite-dialect.js';
import { SqliteExecutionStore } from './sqlite/sqlite-execution-store.js';
import { SqliteFactStore } from './sqlite/sqlite-fact-store.js';
import { SqliteLineageStore } from './sqlite/sqlite-lineage-store.js';
import { SqliteSessionStore } from './sqlite/sqlite-session-store.js';
import { SqliteStoreHealth } from './sqlite/sqlite-store-health.js';
import { ThreadedConnection } from './sqlite/threaded-connection.js';

async function openConnection({ dataDir }: RuntimeConfig): Promise<SqliteConnection> {
  mkdirSync(dataDir, { recursive: true });
  return ThreadedConnection.open(join(dataDir, 'runtime.db'));
}

/** Kysely for reading: it compiles here, and the reader's thread runs what it compiled. */
class Reader extends Kysely<Database> {}

const readerOf = (connection: SqliteConnection): Reader =>
  new Reader({ dialect: sqliteDialect((sql, parameters) => connection.query(sql, parameters)) });

/** The stores behind their ports, on the SQLite file in the data folder. */
@Global()
@Module({
  providers: [
    CommitSignal,
    { provide: SqliteConnection, useFactory: openConnection, inject: [RuntimeConfig] },
    { provide: Reader, useFactory: readerOf, inject: [SqliteConnection] },
    {
      provide: ExecutionStore,
      useFactory: (connection: SqliteConnection, db: Reader) => new SqliteExecutionStore(connection, db),
      inject: [SqliteConnection, Reader],
    },
    {
      provide: SessionStore,
      useFactory: (connection: SqliteConnection, db: Reader) => new SqliteSessionStore(connection, db),
      inject: [SqliteConnection, Reader],
    },
    {
      provide: ArtifactStore,
      useFactory: (connection: SqliteConnection, db: Reader) => new SqliteArtifactStore(connection, db),
      inject: [SqliteConnection, Reader],
    },
    {
      provide: FactStore,
      useFactory: (connection: SqliteConnection, db: Reader) => new SqliteFactStore(connection, db),
      inject: [SqliteConnection, Reader],
    },
    {
      provide: LineageStore,
      useFactory: (db: Reader) => new SqliteLineageStore(db),
      inject: [Reader],
    },
    {
      provide: StoreHealth,
      useFactory: (connection: SqliteConnection) => new SqliteStoreHealth(connection),
      inject: [SqliteConnection],
    },
  ],
  exports: [CommitSignal, ExecutionStore, SessionStore, ArtifactStore, FactStore, LineageStore, StoreHealth],
})
export class StorageModule implements OnApplicationShutdown {
  constructor(private readonly connection: SqliteConnection) {}

  /** Last of all: whatever is still being written is written. */
  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
  }
}
