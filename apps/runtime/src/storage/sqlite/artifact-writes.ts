import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { ArtifactRecord, ArtifactRemoval } from '../artifact-store.js';
import type { StoreWrites } from '../sql/store-writes.js';
import { LineageWrites } from './lineage-writes.js';

/** The writes of artifacts; to be called inside the batch's transaction. */
export class ArtifactWrites implements Pick<StoreWrites, 'stageArtifact' | 'removeUnused' | 'removeStagedBefore'> {
  private readonly insert;
  private readonly findUse;
  private readonly lineage;
  private readonly removeStaged;

  constructor(db: DatabaseSyncInstance) {
    this.insert = db.prepare(
      `INSERT INTO artifacts (artifact_id, tenant_id, session_id, execution_id, staged, filename, kind, media_type, size, sha256, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.findUse = db.prepare(
      `SELECT kind IS NOT NULL OR EXISTS (
         SELECT 1 FROM artifact_uses JOIN executions USING (execution_id)
         WHERE artifact_uses.artifact_id = artifacts.artifact_id AND finished_at IS NULL) AS used
       FROM artifacts WHERE artifact_id = ? AND tenant_id = ? AND staged = 0`,
    );
    this.lineage = new LineageWrites(db);
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

  removeUnused({ tenantId, artifactId }: { tenantId: string; artifactId: string }): ArtifactRemoval {
    const found = this.findUse.get(artifactId, tenantId) as { used: number } | undefined;
    if (!found) return 'not_found';
    if (found.used === 1) return 'in_use';
    this.lineage.remove(tenantId, artifactId);
    return 'removed';
  }

  removeStagedBefore(time: number): string[] {
    return (this.removeStaged.all(time) as { artifactId: string }[]).map(({ artifactId }) => artifactId);
  }
}
