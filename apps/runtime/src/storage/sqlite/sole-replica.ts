import { ReplicaStore, type Replica } from '../replica-store.js';
import type { SqliteConnection } from './sqlite-connection.js';

/** The one process that a SQLite file can have: whoever held executions before it is dead, and nobody else is there. */
export class SoleReplica extends ReplicaStore {
  override readonly shared = false;

  constructor(private readonly connection: SqliteConnection) {
    super();
  }

  override join({ suspectFrom }: Replica): Promise<readonly string[]> {
    return this.connection.write('releaseAll', () => ({ suspectFrom }));
  }

  override async leave(): Promise<void> {}

  override post(): Promise<never> {
    return nobodyElse();
  }

  override answerTo(): Promise<never> {
    return nobodyElse();
  }

  override mail(): Promise<never> {
    return nobodyElse();
  }

  override answer(): Promise<never> {
    return nobodyElse();
  }
}

function nobodyElse(): Promise<never> {
  return Promise.reject(new Error('A SQLite file has one process; there is nobody to write to.'));
}
