import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { ArtifactRecord } from '../artifact-store.js';

/** The writes of artifacts; to be called inside the batch's transaction. */
export class ArtifactWrites {
  private readonly insert;
  private readonly remove;
  private readonly removeStaged;

  constructor(db: DatabaseSyncInstance) {
    this.insert = db.prepare(
      `INSERT INTO artifacts (artifact_id, tenant_id, session_id, execution_id, staged, filename, kind, media_type, size, sha256, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.remove = db.prepare('DELETE FROM artifacts WHERE artifact_id = ? AND tenant_id = ? AND staged = 0');
    this.removeStaged = db.prepare(
      'DELETE FROM artifacts WHERE staged = 1 AND created_at < ? RETURNING artifact_id AS artifactId',
    );
  }

  stageArtifact(artifact: ArtifactRecord): void {
    this.insert.run(
      artifact.artifactId,
      artifact.tenantId,
      artifact.sessionId,
      artifact.executionId,
      Number(artifact.staged),
      artifact.filename,
      artifact.kind,
      artifact.mediaType,
      artifact.size,
      artifact.sha256,
      artifact.createdAt,
    );
  }

  removeArtifact({ tenantId, artifactId }: { tenantId: string; artifactId: string }): boolean {
    return this.remove.run(artifactId, tenantId).changes === 1;
  }

  removeStagedBefore(time: number): string[] {
    return (this.removeStaged.all(time) as { artifactId: string }[]).map(({ artifactId }) => artifactId);
  }
}
