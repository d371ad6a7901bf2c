import { Global, Injectable, Logger, Module } from '@nestjs/common';
import { ArtifactsModule } from '../artifacts/artifacts.module.js';
import { BlobStore } from '../artifacts/blob-store.js';
import { RealmDataAccess, type RealmData } from '../sagas/realm-data.js';
import { ArtifactStore } from '../storage/artifact-store.js';
import type { RealmChange } from '../storage/execution-store.js';
import { FactStore } from '../storage/fact-store.js';
import { RealmArtifacts } from './realm-artifacts.js';
import { RealmFacts } from './realm-facts.js';

/** Realms' data in the stores of this process. */
@Injectable()
class StoredRealmData extends RealmDataAccess {
  private readonly logger = new Logger('RealmData');

  constructor(
    private readonly facts: FactStore,
    private readonly artifacts: ArtifactStore,
    private readonly blobs: BlobStore,
  ) {
    super();
  }

  override open(realm: string, tenantId: string, changes: RealmChange[]): RealmData {
    return {
      state: new RealmFacts(this.facts, { tenantId, scope: `realm:${realm}` }, changes),
      artifacts: new RealmArtifacts(this.artifacts, this.blobs, tenantId, changes),
    };
  }

  override committed(changes: readonly RealmChange[]): void {
    for (const change of changes) {
      if (change.kind !== 'artifact.delete') continue;
      this.blobs.remove(change.artifactId).catch((error: unknown) => {
        // The row is gone, so nobody can reach the bytes; the sweeper takes them at its next round.
        this.logger.warn(`The bytes of ${change.artifactId} could not be removed yet: ${String(error)}`);
      });
    }
  }
}

@Global()
@Module({
  imports: [ArtifactsModule],
  providers: [{ provide: RealmDataAccess, useClass: StoredRealmData }],
  exports: [RealmDataAccess],
})
export class RealmDataModule {}
