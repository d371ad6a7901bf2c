import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { RuntimeConfig } from '../config/runtime-config.js';
import { Clock } from '../determinism/clock.js';
import { AccessStore } from './access-store.js';
import { ArtifactStore } from './artifact-store.js';
import { CommitSignal } from './commit-signal.js';
import { ExecutionStore } from './execution-store.js';
import { FactStore } from './fact-store.js';
import { LineageStore } from './lineage-store.js';
import { OpenedStore } from './opened-store.js';
import { ReplicaStore } from './replica-store.js';
import { SessionStore } from './session-store.js';
import { SqlAccessStore } from './sql/sql-access-store.js';
import { SqlArtifactStore } from './sql/sql-artifact-store.js';
import { SqlFactStore } from './sql/sql-fact-store.js';
import { SqlLineageStore } from './sql/sql-lineage-store.js';
import { SqlSessionStore } from './sql/sql-session-store.js';
import { SqlUsageStore } from './sql/sql-usage-store.js';
import { SqlStoreHealth } from './sql/sql-store-health.js';
import { StoreHealth } from './store-health.js';
import { UsageStore } from './usage-store.js';

/** What a database needs stays unloaded where another one is used. */
async function open(config: RuntimeConfig, clock: Clock, signal: CommitSignal): Promise<OpenedStore> {
  if (config.databaseUrl === undefined) {
    const { openSqlite } = await import('./sqlite/open-sqlite.js');
    return openSqlite(config.dataDir);
  }
  const { openPostgres } = await import('./postgres/open-postgres.js');
  return openPostgres({ url: config.databaseUrl, lease: config.lease, clock, signal });
}

const inject = [OpenedStore];

/** The stores behind their ports: in the database that DATABASE_URL names, or else in a SQLite file in the data folder. */
@Global()
@Module({
  providers: [
    CommitSignal,
    { provide: OpenedStore, useFactory: open, inject: [RuntimeConfig, Clock, CommitSignal] },
    { provide: ExecutionStore, useFactory: ({ executions }: OpenedStore) => executions, inject },
    { provide: ReplicaStore, useFactory: ({ replicas }: OpenedStore) => replicas, inject },
    { provide: SessionStore, useFactory: ({ connection }: OpenedStore) => new SqlSessionStore(connection), inject },
    { provide: ArtifactStore, useFactory: ({ connection }: OpenedStore) => new SqlArtifactStore(connection), inject },
    { provide: FactStore, useFactory: ({ connection }: OpenedStore) => new SqlFactStore(connection), inject },
    { provide: LineageStore, useFactory: ({ connection }: OpenedStore) => new SqlLineageStore(connection), inject },
    { provide: AccessStore, useFactory: ({ connection }: OpenedStore) => new SqlAccessStore(connection), inject },
    { provide: UsageStore, useFactory: ({ connection }: OpenedStore) => new SqlUsageStore(connection), inject },
    { provide: StoreHealth, useFactory: ({ connection }: OpenedStore) => new SqlStoreHealth(connection), inject },
  ],
  exports: [
    CommitSignal,
    ExecutionStore,
    ReplicaStore,
    SessionStore,
    ArtifactStore,
    FactStore,
    LineageStore,
    AccessStore,
    UsageStore,
    StoreHealth,
  ],
})
export class StorageModule implements OnApplicationShutdown {
  constructor(private readonly opened: OpenedStore) {}

  /** Last of all: whatever is still being written is written. */
  async onApplicationShutdown(): Promise<void> {
    await this.opened.connection.close();
  }
}
