import { Injectable, Logger } from '@nestjs/common';
import { BlobStore } from '../artifacts/blob-store.js';
import { RealmDataAccess, type RealmData } from '../sagas/realm-data.js';
import { ArtifactStore } from '../storage/artifact-store.js';
import type { RealmChange } from '../storage/execution-store.js';
import { FactStore } from '../storage/fact-store.js';
import { RealmArtifacts } from './realm-artifacts.js';
import { RealmFacts } from './realm-facts.js';

/** Realms' data in the stores of this process. */
@Injectable()
export class StoredRealmData extends RealmDataAccess {
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
    const deleted = changes.flatMap((change) => (change.kind === 'artifact.delete' ? [change.artifactId] : []));
    if (deleted.length === 0) return;
    this.removeBytes(deleted).catch((error: unknown) => {
      // The rows are gone, so nobody can reach the bytes; the sweeper takes them at its next round.
      this.logger.warn(`The bytes of ${deleted.join(', ')} could not be removed yet: ${String(error)}`);
    });
  }

  /** A realm may have named what is not its tenant's, and then no row has gone. */
  private async removeBytes(artifactIds: readonly string[]): Promise<void> {
    for (const artifactId of await this.artifacts.unknown(artifactIds)) await this.blobs.remove(artifactId);
  }
}
