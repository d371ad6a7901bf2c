import { Injectable, Logger } from '@nestjs/common';
import { ArtifactsService } from '../artifacts/artifacts.service.js';
import { BlobStore } from '../artifacts/blob-store.js';
import { queryContext } from '../queries/query-context.js';
import { QueryRegistry } from '../queries/query-registry.js';
import { RealmDataAccess, type ActingFor, type RealmData } from '../sagas/realm-data.js';
import { TerminalError } from '../sagas/saga-errors.js';
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
    private readonly uploads: ArtifactsService,
    private readonly queries: QueryRegistry,
  ) {
    super();
  }

  override open(realm: string, whom: ActingFor, changes: RealmChange[]): RealmData {
    const { tenantId } = whom;
    return {
      state: new RealmFacts(this.facts, { tenantId, scope: `realm:${realm}` }, changes),
      artifacts: new RealmArtifacts(this.artifacts, this.blobs, this.uploads, whom, changes),
      ask: async (definition, input, signal) => {
        const asked = this.queries.find(definition.type);
        if (!asked) {
          const detail = `No realm here answers "${definition.type}". Install the realm "${definition.realm}".`;
          throw new TerminalError(detail, { code: 'QUERY_TYPE_UNKNOWN', notApplied: true });
        }
        // Nothing that a query notes as a change is ever committed.
        const context = queryContext(this.open(asked.definition.realm, whom, []), whom, signal);
        return (await asked.handler.answer(input, context)) as never;
      },
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
