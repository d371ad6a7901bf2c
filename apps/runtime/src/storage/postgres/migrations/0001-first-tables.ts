import { sql, type Kysely } from 'kysely';

/*
 * As on SQLite: times are milliseconds since the epoch, booleans 0 or 1, JSON is text, kept byte for byte. Text is compared
 * by its bytes, so that ids and keys have one order on both.
 */
const TABLES = [
  `CREATE TABLE sessions (
     session_id text COLLATE "C" PRIMARY KEY, tenant_id text COLLATE "C" NOT NULL, user_id text NOT NULL,
     context text NOT NULL, closed integer NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
     expires_at bigint NOT NULL)`,
  `CREATE INDEX sessions_by_tenant ON sessions (tenant_id, session_id)`,

  `CREATE TABLE executions (
     execution_id text COLLATE "C" PRIMARY KEY, tenant_id text COLLATE "C" NOT NULL, session_id text COLLATE "C" NOT NULL,
     intent_type text NOT NULL, realm text NOT NULL, handler_version integer NOT NULL,
     concurrency_key text COLLATE "C", retry_of text, status text NOT NULL, pause_reason text, blocked_on text,
     wake_at bigint, completed_steps integer NOT NULL, current_step text, result text, error text,
     residual_effects text NOT NULL, sequence integer NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
     finished_at bigint, owner text COLLATE "C", fence integer NOT NULL, runs integer NOT NULL, held integer NOT NULL
   ) WITH (fillfactor = 60)`,
  `CREATE INDEX executions_by_tenant ON executions (tenant_id, execution_id)`,
  // Each is small however long the history: what could be claimed, what waits for a time, who holds what, and keys.
  `CREATE INDEX executions_ready ON executions (tenant_id, execution_id)
     WHERE finished_at IS NULL AND owner IS NULL AND held = 0 AND status IN ('queued', 'running', 'compensating')`,
  `CREATE INDEX executions_due ON executions (wake_at) WHERE wake_at IS NOT NULL`,
  `CREATE INDEX executions_owned ON executions (owner) WHERE owner IS NOT NULL`,
  `CREATE INDEX executions_of_key ON executions (tenant_id, concurrency_key, held, execution_id)
     WHERE concurrency_key IS NOT NULL AND finished_at IS NULL`,

  // An order of commits is not to be had from a sequence. It is that of the transactions, of which those are complete
  // that are older than every one under way; see PostgresExecutionStore.feed.
  `CREATE TABLE events (
     xid xid8 NOT NULL DEFAULT pg_current_xact_id(), position bigint GENERATED ALWAYS AS IDENTITY,
     execution_id text COLLATE "C" NOT NULL, sequence integer NOT NULL, tenant_id text COLLATE "C" NOT NULL,
     type text NOT NULL, time bigint NOT NULL, data text NOT NULL, PRIMARY KEY (execution_id, sequence))`,
  `CREATE INDEX events_of_tenant ON events (tenant_id, xid, position)`,
  `CREATE INDEX events_by_commit ON events (xid)`,

  `CREATE TABLE idempotency_keys (
     tenant_id text COLLATE "C" NOT NULL, route text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL,
     body_hash text NOT NULL, status text NOT NULL, execution_id text NOT NULL, created_at bigint NOT NULL,
     PRIMARY KEY (tenant_id, route, key))`,

  `CREATE TABLE artifacts (
     artifact_id text COLLATE "C" PRIMARY KEY, tenant_id text COLLATE "C", session_id text COLLATE "C", execution_id text,
     staged integer NOT NULL, filename text NOT NULL, kind text COLLATE "C", media_type text NOT NULL,
     size bigint NOT NULL, sha256 text NOT NULL, created_at bigint NOT NULL)`,
  `CREATE INDEX artifacts_by_tenant ON artifacts (tenant_id, artifact_id)`,
  `CREATE INDEX artifacts_by_session ON artifacts (tenant_id, session_id, artifact_id)`,
  `CREATE INDEX artifacts_by_kind ON artifacts (tenant_id, kind, artifact_id)`,
  `CREATE INDEX artifacts_by_session_and_kind ON artifacts (tenant_id, session_id, kind, artifact_id)`,
  `CREATE INDEX artifacts_staged ON artifacts (created_at) WHERE staged = 1`,
  `CREATE TABLE artifact_uses (
     artifact_id text COLLATE "C" NOT NULL, execution_id text COLLATE "C" NOT NULL,
     PRIMARY KEY (artifact_id, execution_id))`,
  `CREATE TABLE artifact_sources (
     tenant_id text COLLATE "C" NOT NULL, artifact_id text COLLATE "C" NOT NULL, source_id text COLLATE "C" NOT NULL,
     PRIMARY KEY (tenant_id, artifact_id, source_id))`,
  `CREATE INDEX artifact_sources_by_source ON artifact_sources (tenant_id, source_id, artifact_id)`,
  `CREATE TABLE deleted_artifacts (
     tenant_id text COLLATE "C" NOT NULL, artifact_id text COLLATE "C" NOT NULL, execution_id text,
     filename text NOT NULL, kind text, PRIMARY KEY (tenant_id, artifact_id))`,

  `CREATE TABLE facts (
     tenant_id text COLLATE "C" NOT NULL, scope text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL,
     value text NOT NULL, version integer NOT NULL, PRIMARY KEY (tenant_id, scope, key))`,

  // One row for each living replica, however many executions it holds. `lock_id` names the advisory lock of its session.
  `CREATE TABLE replicas (
     replica_id text COLLATE "C" PRIMARY KEY, handlers text[] NOT NULL, lease_until timestamptz NOT NULL,
     lock_id integer GENERATED ALWAYS AS IDENTITY)`,
  `CREATE TABLE letters (
     letter_id text COLLATE "C" PRIMARY KEY, execution_id text COLLATE "C" NOT NULL, command text NOT NULL, answer text,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp())`,
  `CREATE INDEX letters_unanswered ON letters (execution_id) WHERE answer IS NULL`,
];

/** What requests of a tenant read; its rows alone, whatever the statement says. */
const OF_TENANTS = [
  'sessions',
  'executions',
  'events',
  'artifacts',
  'artifact_sources',
  'deleted_artifacts',
  'facts',
] as const;

/** The tables of the first release on PostgreSQL, and the role that requests read with. */
export const firstTables = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of TABLES) await sql.raw(statement).execute(db);
    for (const table of OF_TENANTS) {
      await sql.raw(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`).execute(db);
      await sql
        .raw(
          `CREATE POLICY own_rows ON ${table} FOR SELECT TO symphainy_requests
             USING (tenant_id = current_setting('symphainy.tenant', true))`,
        )
        .execute(db);
      await sql.raw(`GRANT SELECT ON ${table} TO symphainy_requests`).execute(db);
    }
  },
};
