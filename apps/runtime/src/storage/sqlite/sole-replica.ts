import { ReplicaStore, type LivingReplica, type Replica } from '../replica-store.js';
import type { SqliteConnection } from './sqlite-connection.js';

/** The one process that a SQLite file can have: whoever held executions before it is dead, and nobody else is there. */
export class SoleReplica extends ReplicaStore {
  override readonly shared = false;

  private joined: Replica | undefined;

  constructor(private readonly connection: SqliteConnection) {
    super();
  }

  override join(replica: Replica): Promise<readonly string[]> {
    const { suspectFrom } = replica;
    this.joined = replica;
    return this.connection.write('releaseAll', () => ({ suspectFrom }));
  }

  override async leave(): Promise<void> {
    this.joined = undefined;
  }

  override async living(): Promise<readonly LivingReplica[]> {
    return this.joined ? [{ id: this.joined.id, handlers: this.joined.handlers }] : [];
  }

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
