import type { ExecutionStore } from './execution-store.js';
import type { ReplicaStore } from './replica-store.js';
import type { StoreConnection } from './sql/store-connection.js';

/** A database that is open, and what differs from one kind to another. */
export abstract class OpenedStore {
  abstract readonly connection: StoreConnection;
  abstract readonly executions: ExecutionStore;
  abstract readonly replicas: ReplicaStore;
}
