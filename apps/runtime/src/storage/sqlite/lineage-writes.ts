import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { ArtifactSource } from '../execution-store.js';

/**
 * What artifacts were made from, and what is left of them when they are deleted: a source is remembered, by id and name,
 * for as long as something that was made from it is there. To be called inside the batch's transaction.
 */
export class LineageWrites {
  private readonly insertSource;
  private readonly remember;
  private readonly rememberUnknown;
  private readonly removeArtifact;
  private readonly removeUses;
  private readonly isSource;
  private readonly removeSources;
  private readonly forgetDeleted;

  constructor(db: DatabaseSyncInstance) {
    this.insertSource = db.prepare(
      'INSERT INTO artifact_sources (tenant_id, artifact_id, source_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    );
    this.remember = db.prepare(
      `INSERT OR REPLACE INTO deleted_artifacts (tenant_id, artifact_id, execution_id, filename, kind)
       SELECT tenant_id, artifact_id, execution_id, filename, kind FROM artifacts
       WHERE artifact_id = ? AND tenant_id = ? AND staged = 0`,
    );
    this.rememberUnknown = db.prepare(
      `INSERT INTO deleted_artifacts (tenant_id, artifact_id, execution_id, filename, kind)
       SELECT ?1, ?2, NULL, ?3, ?4
       WHERE NOT EXISTS (SELECT 1 FROM artifacts WHERE artifact_id = ?2 AND tenant_id = ?1 AND staged = 0)
       ON CONFLICT DO NOTHING`,
    );
    this.removeArtifact = db.prepare('DELETE FROM artifacts WHERE artifact_id = ? AND tenant_id = ? AND staged = 0');
    this.removeUses = db.prepare('DELETE FROM artifact_uses WHERE artifact_id = ?');
    this.isSource = db.prepare('SELECT 1 FROM artifact_sources WHERE tenant_id = ? AND source_id = ? LIMIT 1');
    this.removeSources = db.prepare(
      'DELETE FROM artifact_sources WHERE tenant_id = ? AND artifact_id = ? RETURNING source_id AS sourceId',
    );
    this.forgetDeleted = db.prepare('DELETE FROM deleted_artifacts WHERE tenant_id = ? AND artifact_id = ?');
  }

  addSource(tenantId: string, artifactId: string, { artifactId: sourceId, filename, kind }: ArtifactSource): void {
    this.insertSource.run(tenantId, artifactId, sourceId);
    this.rememberUnknown.run(tenantId, sourceId, filename, kind);
  }

  /** Deletes a committed artifact of the tenant. False, with nothing changed, if there is none of this id. */
  remove(tenantId: string, artifactId: string): boolean {
    const remembered = this.isSource.get(tenantId, artifactId) !== undefined;
    if (remembered) this.remember.run(artifactId, tenantId);
    if (this.removeArtifact.run(artifactId, tenantId).changes === 0) return false;
    this.removeUses.run(artifactId);
    if (!remembered) this.forget(tenantId, artifactId);
    return true;
  }

  /** Forgets where an artifact came from, and those deleted ones that were remembered for its sake alone. */
  private forget(tenantId: string, artifactId: string): void {
    for (const { sourceId } of this.removeSources.all(tenantId, artifactId) as { sourceId: string }[]) {
      if (this.isSource.get(tenantId, sourceId) !== undefined) continue;
      if (this.forgetDeleted.run(tenantId, sourceId).changes === 1) this.forget(tenantId, sourceId);
    }
  }
}
