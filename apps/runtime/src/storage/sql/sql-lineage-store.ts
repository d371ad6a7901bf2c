import { sql } from 'kysely';
import { LineageStore, type Derivation, type LineageRecord } from '../lineage-store.js';
import type { StoreConnection } from './store-connection.js';

/** Lineage in a SQL database. */
export class SqlLineageStore extends LineageStore {
  constructor(private readonly connection: StoreConnection) {
    super();
  }

  override sourcesOf(tenantId: string, artifactIds: readonly string[], limit: number): Promise<Derivation[]> {
    return this.derivations(tenantId, 'artifact_id', artifactIds, limit);
  }

  override madeFrom(tenantId: string, artifactIds: readonly string[], limit: number): Promise<Derivation[]> {
    return this.derivations(tenantId, 'source_id', artifactIds, limit);
  }

  /** One statement, so that an artifact that is being deleted is found once: as it was, or as it is remembered. */
  override async records(tenantId: string, artifactIds: readonly string[]): Promise<LineageRecord[]> {
    const db = this.connection.sql;
    const known = db
      .selectFrom('artifacts')
      .select(['artifact_id', 'execution_id', 'filename', 'kind', sql.lit(0).as('deleted')])
      .where('artifact_id', 'in', artifactIds)
      .where('tenant_id', '=', tenantId)
      .where('staged', '=', 0)
      .unionAll(
        db
          .selectFrom('deleted_artifacts')
          .select(['artifact_id', 'execution_id', 'filename', 'kind', sql.lit(1).as('deleted')])
          .where('tenant_id', '=', tenantId)
          .where('artifact_id', 'in', artifactIds),
      );
    const query = db
      .selectFrom(known.as('known'))
      .leftJoin('executions', 'executions.execution_id', 'known.execution_id')
      .select(['known.artifact_id', 'known.filename', 'known.kind', 'known.deleted'])
      .select(['executions.execution_id', 'executions.intent_type', 'executions.realm', 'executions.finished_at'])
      .orderBy('known.artifact_id');
    const rows = await this.connection.read(tenantId, query);
    return rows.map((row) => ({
      artifactId: row.artifact_id,
      filename: row.filename,
      kind: row.kind,
      deleted: row.deleted === 1,
      execution:
        row.execution_id === null
          ? null
          : {
              executionId: row.execution_id,
              intentType: row.intent_type!,
              realm: row.realm!,
              finished: row.finished_at !== null,
            },
    }));
  }

  private derivations(
    tenantId: string,
    end: 'artifact_id' | 'source_id',
    artifactIds: readonly string[],
    limit: number,
  ): Promise<Derivation[]> {
    const query = this.connection.sql
      .selectFrom('artifact_sources')
      .select(['artifact_id as artifactId', 'source_id as sourceId'])
      .where('tenant_id', '=', tenantId)
      .where(end, 'in', artifactIds)
      .orderBy('artifact_id')
      .orderBy('source_id')
      .limit(limit);
    return this.connection.read(tenantId, query);
  }
}
