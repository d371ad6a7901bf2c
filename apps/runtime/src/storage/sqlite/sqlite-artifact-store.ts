import type { Kysely, Selectable } from 'kysely';
import { ArtifactStore, type ArtifactFilter, type ArtifactRecord, type ArtifactRemoval } from '../artifact-store.js';
import type { Database } from './database.js';
import type { SqliteConnection } from './sqlite-connection.js';

/** Metadata of artifacts in a SQLite file. */
export class SqliteArtifactStore extends ArtifactStore {
  constructor(
    private readonly connection: SqliteConnection,
    private readonly db: Kysely<Database>,
  ) {
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
    const row = await this.db
      .selectFrom('artifacts')
      .selectAll()
      .where('artifact_id', '=', artifactId)
      .where('staged', '=', 0)
      .$if(tenantId !== null, (query) => query.where('tenant_id', '=', tenantId!))
      .executeTakeFirst();
    return row && toArtifactRecord(row);
  }

  override async digest(artifactId: string): Promise<string | undefined> {
    const row = await this.db
      .selectFrom('artifacts')
      .select('sha256')
      .where('artifact_id', '=', artifactId)
      .executeTakeFirst();
    return row?.sha256;
  }

  override async list({ tenantId, sessionId, kind, before, limit }: ArtifactFilter): Promise<ArtifactRecord[]> {
    const rows = await this.db
      .selectFrom('artifacts')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('staged', '=', 0)
      .$if(sessionId !== undefined, (query) => query.where('session_id', '=', sessionId!))
      .$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
      .$if(before !== undefined, (query) => query.where('artifact_id', '<', before!))
      .orderBy('artifact_id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toArtifactRecord);
  }

  override async unknown(artifactIds: readonly string[]): Promise<string[]> {
    if (artifactIds.length === 0) return [];
    const rows = await this.db
      .selectFrom('artifacts')
      .select('artifact_id')
      .where('artifact_id', 'in', artifactIds)
      .execute();
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
