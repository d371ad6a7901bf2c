import type { Selectable } from 'kysely';
import { ArtifactStore, type ArtifactFilter, type ArtifactRecord, type ArtifactRemoval } from '../artifact-store.js';
import type { Database } from './database.js';
import type { StoreConnection } from './store-connection.js';

/** Metadata of artifacts in a SQL database. */
export class SqlArtifactStore extends ArtifactStore {
  constructor(private readonly connection: StoreConnection) {
    super();
  }

  override stage(artifact: ArtifactRecord): Promise<void> {
    return this.connection.write('stageArtifact', () => artifact);
  }

  override removeUnused(tenantId: string, artifactId: string): Promise<ArtifactRemoval> {
    return this.connection.write('removeUnused', () => ({ tenantId, artifactId }));
  }

  override removeStagedBefore(time: number): Promise<string[]> {
    return this.connection.write('removeStagedBefore', () => time);
  }

  override async find(tenantId: string | null, artifactId: string): Promise<ArtifactRecord | undefined> {
    const query = this.connection.sql
      .selectFrom('artifacts')
      .selectAll()
      .where('artifact_id', '=', artifactId)
      .where('staged', '=', 0)
      .$if(tenantId !== null, (found) => found.where('tenant_id', '=', tenantId!));
    const [row] = await this.connection.read(tenantId, query);
    return row && toArtifactRecord(row);
  }

  override async digest(artifactId: string): Promise<string | undefined> {
    const query = this.connection.sql.selectFrom('artifacts').select('sha256').where('artifact_id', '=', artifactId);
    const [row] = await this.connection.read(null, query);
    return row?.sha256;
  }

  override async list({ tenantId, sessionId, kind, before, limit }: ArtifactFilter): Promise<ArtifactRecord[]> {
    const query = this.connection.sql
      .selectFrom('artifacts')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('staged', '=', 0)
      .$if(sessionId !== undefined, (found) => found.where('session_id', '=', sessionId!))
      .$if(kind !== undefined, (found) => found.where('kind', '=', kind!))
      .$if(before !== undefined, (found) => found.where('artifact_id', '<', before!))
      .orderBy('artifact_id', 'desc')
      .limit(limit);
    return (await this.connection.read(tenantId, query)).map(toArtifactRecord);
  }

  override async unknown(artifactIds: readonly string[]): Promise<string[]> {
    if (artifactIds.length === 0) return [];
    const query = this.connection.sql
      .selectFrom('artifacts')
      .select('artifact_id')
      .where('artifact_id', 'in', artifactIds);
    const rows = await this.connection.read(null, query);
    const known = new Set(rows.map((row) => row.artifact_id));
    return artifactIds.filter((artifactId) => !known.has(artifactId));
  }
}

function toArtifactRecord(row: Selectable<Database['artifacts']>): ArtifactRecord {
  return {
    artifactId: row.artifact_id,
    tenantId: row.tenant_id,
    sessionId: row.session_id,
    executionId: row.execution_id,
    staged: row.staged === 1,
    filename: row.filename,
    kind: row.kind,
    mediaType: row.media_type,
    size: row.size,
    sha256: row.sha256,
    createdAt: row.created_at,
  };
}
