import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { RuntimeConfig } from '../config/runtime-config.js';
import { Clock } from '../determinism/clock.js';
import { inRounds } from '../determinism/in-rounds.js';
import { ExecutionStore } from '../storage/execution-store.js';

/** Rows of the log that are looked at in one transaction, so that nobody who writes waits long for it. */
const WINDOW = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Drops the logs of executions some time after their end, if that is wanted. How they ended stays. */
@Injectable()
export class LogRetention implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LogRetention.name);
  private readonly stopping = new AbortController();

  constructor(
    private readonly store: ExecutionStore,
    private readonly config: RuntimeConfig,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.eventRetention > 0) void this.sweepUntilStopped();
  }

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  private async sweep(): Promise<void> {
    const endedBefore = this.clock.now() - this.config.eventRetention;
    let after: string | undefined;
    do {
      const from = after === undefined ? {} : { after };
      ({ position: after } = await this.store.dropLogs({ endedBefore, limit: WINDOW, ...from }));
    } while (after !== undefined && !this.stopping.signal.aborted);
  }

  private sweepUntilStopped(): Promise<void> {
    return inRounds({
      clock: this.clock,
      pause: Math.min(this.config.eventRetention, LONGEST_PAUSE_MS),
      stopping: this.stopping.signal,
      round: () => this.sweep(),
      failed: (error) => {
        this.logger.error(`Old logs could not be dropped: ${String(error)}. The next round tries again.`);
      },
    });
  }
}
