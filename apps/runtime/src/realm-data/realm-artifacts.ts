import type { Readable } from 'node:stream';
import type { Artifact } from '@app/intent-contracts';
import { toArtifact } from '../artifacts/artifact.view.js';
import type { ArtifactsService } from '../artifacts/artifacts.service.js';
import type { BlobStore } from '../artifacts/blob-store.js';
import type { ActingFor, ArtifactDescription, ArtifactWriter, NewArtifact } from '../sagas/realm-data.js';
import { TerminalError } from '../sagas/saga-errors.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import type { RealmChange } from '../storage/execution-store.js';

/** The artifacts of one tenant. Changes are only noted; they are made with the commit of the attempt. */
export class RealmArtifacts implements ArtifactWriter {
  constructor(
    private readonly artifacts: ArtifactStore,
    private readonly blobs: BlobStore,
    private readonly uploads: Pick<ArtifactsService, 'stage'>,
    private readonly whom: ActingFor,
    private readonly changes: RealmChange[],
  ) {}

  async get(artifactId: string): Promise<Artifact | undefined> {
    const found = await this.artifacts.find(this.whom.tenantId, artifactId);
    return found && toArtifact(found);
  }

  async withFile<Result>(artifactId: string, use: (path: string) => Promise<Result>): Promise<Result> {
    await this.mustExist(artifactId);
    try {
      return await this.blobs.withFile(artifactId, use);
    } catch (error) {
      // Where it has been deleted meanwhile, and its bytes with it, that is why.
      await this.mustExist(artifactId, error);
      throw error;
    }
  }

  async create(bytes: Readable, { filename, media_type, ...description }: NewArtifact): Promise<Artifact> {
    const { tenantId, sessionId, executionId } = this.whom;
    if (sessionId === undefined || executionId === undefined) throw new Error('A query makes no artifacts.');
    // Nobody's until the commit, so that nobody sees what may never be.
    const staged = await this.uploads.stage(bytes, { tenantId: null, filename, mediaType: media_type });
    const { artifactId } = staged;
    const artifact = toArtifact({
      ...staged,
      tenantId,
      sessionId,
      executionId,
      staged: false,
      kind: description.kind ?? null,
    });
    const { size, sha256 } = artifact;
    const created = {
      artifact_id: artifactId,
      filename,
      ...(description.kind !== undefined && { kind: description.kind }),
      media_type,
      size,
      sha256,
    };
    this.changes.push({ kind: 'artifact.create', artifactId, sessionId, executionId, created });
    this.describe(artifactId, description);
    return artifact;
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

  private async mustExist(artifactId: string, cause?: unknown): Promise<void> {
    if (await this.artifacts.find(this.whom.tenantId, artifactId)) return;
    throw new TerminalError(`The tenant has no artifact ${artifactId}.`, {
      code: 'ARTIFACT_NOT_FOUND',
      notApplied: true,
      ...(cause !== undefined && { cause }),
    });
  }
}
