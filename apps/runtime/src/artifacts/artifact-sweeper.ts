import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { RuntimeConfig } from '../config/runtime-config.js';
import { Clock } from '../determinism/clock.js';
import { inRounds } from '../determinism/in-rounds.js';
import { ArtifactStore } from '../storage/artifact-store.js';
import { ArtifactsService } from './artifacts.service.js';
import { BlobStore } from './blob-store.js';

const BATCH = 500;
const LONGEST_PAUSE_MS = 60_000;

/** Removes what was staged and never named by an intent, and bytes that no row knows. */
@Injectable()
export class ArtifactSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ArtifactSweeper.name);
  private readonly stopping = new AbortController();

  constructor(
    private readonly artifacts: ArtifactStore,
    private readonly blobs: BlobStore,
    private readonly service: ArtifactsService,
    private readonly config: RuntimeConfig,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    void this.sweepUntilStopped();
  }

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** Rows go first: what a row names is never without its bytes. */
  async sweep(): Promise<void> {
    const before = this.clock.now() - this.config.artifactStagedTtl;
    for (const artifactId of await this.artifacts.removeStagedBefore(before)) await this.blobs.remove(artifactId);
    let batch: string[] = [];
    for await (const artifactId of this.blobs.writtenBefore(before, this.service.underWay)) {
      batch.push(artifactId);
      if (batch.length < BATCH) continue;
      await this.removeUnknown(batch);
      batch = [];
    }
    await this.removeUnknown(batch);
  }

  private async removeUnknown(artifactIds: readonly string[]): Promise<void> {
    for (const artifactId of await this.artifacts.unknown(artifactIds)) await this.blobs.remove(artifactId);
  }

  private sweepUntilStopped(): Promise<void> {
    return inRounds({
      clock: this.clock,
      pause: Math.min(this.config.artifactStagedTtl, LONGEST_PAUSE_MS),
      stopping: this.stopping.signal,
      round: () => this.sweep(),
      failed: (error) => {
        this.logger.error(`Staged artifacts could not be swept: ${String(error)}. The next round tries again.`);
      },
    });
  }
}
