import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  `CREATE TABLE api_keys (
     key_id text COLLATE "C" PRIMARY KEY, tenant_id text COLLATE "C" NOT NULL, name text NOT NULL, scopes text NOT NULL,
     hash text NOT NULL, created_at bigint NOT NULL, created_by text NOT NULL, expires_at bigint, revoked_at bigint)`,
  `CREATE INDEX api_keys_by_tenant ON api_keys (tenant_id, key_id)`,
  `ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY`,
  `CREATE POLICY own_rows ON api_keys FOR SELECT TO symphainy_requests
     USING (tenant_id = current_setting('symphainy.tenant', true))`,
  `GRANT SELECT ON api_keys TO symphainy_requests`,
  // The role of requests is granted neither of these: no request reads them.
  `CREATE TABLE revocations (
     tenant_id text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, value text COLLATE "C" NOT NULL,
     revoked_at bigint NOT NULL, revoked_by text NOT NULL, kept_until bigint NOT NULL,
     PRIMARY KEY (tenant_id, kind, value))`,
  `CREATE TABLE spent_tickets (ticket_id text COLLATE "C" PRIMARY KEY, expires_at bigint NOT NULL)`,
  // What a tenant has unfinished is counted against its quota.
  `CREATE INDEX executions_unfinished ON executions (tenant_id) WHERE finished_at IS NULL`,
];

/** Keys, what was revoked, and tickets that were used. */
export const access = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
