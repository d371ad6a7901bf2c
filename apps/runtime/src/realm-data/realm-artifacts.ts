import type { Artifact } from '@app/intent-contracts';
import { toArtifact } from '../artifacts/artifact.view.js';
import type { BlobStore } from '../artifacts/blob-store.js';
import type { ArtifactDescription, ArtifactWriter } from '../sagas/realm-data.js';
import { TerminalError } from '../sagas/saga-errors.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import type { RealmChange } from '../storage/execution-store.js';

/** The artifacts of one tenant. Changes are only noted; they are made with the commit of the attempt. */
export class RealmArtifacts implements ArtifactWriter {
  constructor(
    private readonly artifacts: ArtifactStore,
    private readonly blobs: BlobStore,
    private readonly tenantId: string,
    private readonly changes: RealmChange[],
  ) {}

  async get(artifactId: string): Promise<Artifact | undefined> {
    const found = await this.artifacts.find(this.tenantId, artifactId);
    return found && toArtifact(found);
  }

  async withFile<Result>(artifactId: string, use: (path: string) => Promise<Result>): Promise<Result> {
    if (!(await this.artifacts.find(this.tenantId, artifactId))) {
      throw new TerminalError(`The tenant has no artifact ${artifactId}.`, {
        code: 'ARTIFACT_NOT_FOUND',
        notApplied: true,
      });
    }
    return this.blobs.withFile(artifactId, use);
  }

  describe(artifactId: string, description: ArtifactDescription): void {
    this.changes.push({
      kind: 'artifact.describe',
      artifactId,
      contentKind: description.kind ?? null,
      mediaType: description.media_type ?? null,
      filename: description.filename ?? null,
      sources: (description.sources ?? []).map(({ artifact_id, filename, kind }) => ({
        artifactId: artifact_id,
        filename,
        kind,
      })),
    });
  }

  delete(artifactId: string): void {
    this.changes.push({ kind: 'artifact.delete', artifactId });
  }
}
