import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  // Which intents have named an artifact: what an execution that has not ended works with is not deleted under it.
  `CREATE TABLE artifact_uses (
     artifact_id TEXT NOT NULL, execution_id TEXT NOT NULL, PRIMARY KEY (artifact_id, execution_id)
   ) WITHOUT ROWID`,
  `INSERT INTO artifact_uses SELECT artifact_id, execution_id FROM artifacts WHERE execution_id IS NOT NULL`,

  `CREATE TABLE artifact_sources (
     tenant_id TEXT NOT NULL, artifact_id TEXT NOT NULL, source_id TEXT NOT NULL,
     PRIMARY KEY (tenant_id, artifact_id, source_id)
   ) WITHOUT ROWID`,
  `CREATE INDEX artifact_sources_by_source ON artifact_sources (tenant_id, source_id, artifact_id)`,
  // What is remembered of a deleted artifact for as long as something that was made from it is there.
  `CREATE TABLE deleted_artifacts (
     tenant_id TEXT NOT NULL, artifact_id TEXT NOT NULL, execution_id TEXT, filename TEXT NOT NULL, kind TEXT,
     PRIMARY KEY (tenant_id, artifact_id)
   ) WITHOUT ROWID`,

  `CREATE INDEX artifacts_by_session ON artifacts (tenant_id, session_id, artifact_id)`,
  `CREATE INDEX artifacts_by_kind ON artifacts (tenant_id, kind, artifact_id)`,
  `CREATE INDEX artifacts_by_session_and_kind ON artifacts (tenant_id, session_id, kind, artifact_id)`,
];

/** Where artifacts came from, who works with them, and indexes for every way to list them. */
export const lineage = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
