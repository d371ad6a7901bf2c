import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { RuntimeConfig } from '../config/runtime-config.js';
import { Clock } from '../determinism/clock.js';
import { inRounds } from '../determinism/in-rounds.js';
import { ReplicaStore } from '../storage/replica-store.js';
import { Engine } from './engine.js';

/**
 * Has the engine look for what it owns and does not know of, once in each lease: a server that waits for its standby may
 * make a commit long after this process was told that it had failed.
 *
 * It stands beside the engine: a rehearsal is over when no timer is left to wait for.
 */
@Injectable()
export class StrayRounds implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(StrayRounds.name);
  private readonly stopping = new AbortController();

  constructor(
    private readonly engine: Engine,
    private readonly replicas: ReplicaStore,
    private readonly config: RuntimeConfig,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    // A file has its writer in this process, which makes no commit after it has failed.
    if (this.replicas.shared) void this.lookUntilStopped();
  }

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  lookUntilStopped(): Promise<void> {
    return inRounds({
      clock: this.clock,
      pause: this.config.lease,
      stopping: this.stopping.signal,
      round: () => this.engine.strays.look(),
      // Whoever needs the database says aloud that it is away.
      failed: (error) => this.logger.debug(`What is held here cannot be read yet: ${String(error)}.`),
    });
  }
}
