import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  `CREATE TABLE sessions (
     session_id TEXT PRIMARY KEY, tenant_id TEXT NOT NULL, user_id TEXT NOT NULL, context TEXT NOT NULL,
     closed INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
   ) WITHOUT ROWID`,
  `CREATE INDEX sessions_by_tenant ON sessions (tenant_id, session_id)`,

  `CREATE TABLE executions (
     execution_id TEXT PRIMARY KEY, tenant_id TEXT NOT NULL, session_id TEXT NOT NULL, intent_type TEXT NOT NULL,
     realm TEXT NOT NULL, handler_version INTEGER NOT NULL, concurrency_key TEXT, status TEXT NOT NULL,
     pause_reason TEXT, completed_steps INTEGER NOT NULL, current_step TEXT, result TEXT, error TEXT,
     residual_effects TEXT NOT NULL, sequence INTEGER NOT NULL, created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL, finished_at INTEGER, owner TEXT, fence INTEGER NOT NULL
   ) WITHOUT ROWID`,
  `CREATE INDEX executions_by_tenant ON executions (tenant_id, execution_id)`,
  // Small however long the history: only what has not ended. Recovery and claims read it.
  `CREATE INDEX executions_unfinished ON executions (execution_id) WHERE finished_at IS NULL`,

  // The position is the order of commits, since there is one writer; AUTOINCREMENT never gives one out twice.
  `CREATE TABLE events (
     position INTEGER PRIMARY KEY AUTOINCREMENT, execution_id TEXT NOT NULL, sequence INTEGER NOT NULL,
     tenant_id TEXT NOT NULL, type TEXT NOT NULL, time INTEGER NOT NULL, data TEXT NOT NULL
   )`,
  `CREATE UNIQUE INDEX events_of_execution ON events (execution_id, sequence)`,
  `CREATE INDEX events_of_tenant ON events (tenant_id, position)`,

  `CREATE TABLE idempotency_keys (
     tenant_id TEXT NOT NULL, route TEXT NOT NULL, key TEXT NOT NULL, body_hash TEXT NOT NULL, status TEXT NOT NULL,
     execution_id TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (tenant_id, route, key)
   ) WITHOUT ROWID`,

  `CREATE TABLE artifacts (
     artifact_id TEXT PRIMARY KEY, tenant_id TEXT, session_id TEXT, execution_id TEXT, staged INTEGER NOT NULL,
     filename TEXT NOT NULL, kind TEXT, media_type TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
     created_at INTEGER NOT NULL
   ) WITHOUT ROWID`,
  `CREATE INDEX artifacts_by_tenant ON artifacts (tenant_id, artifact_id)`,
  `CREATE INDEX artifacts_staged ON artifacts (created_at) WHERE staged = 1`,

  `CREATE TABLE facts (
     tenant_id TEXT NOT NULL, scope TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL,
     PRIMARY KEY (tenant_id, scope, key)
   ) WITHOUT ROWID`,
];

/** The tables of the first release. */
export const firstTables = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
