import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  `CREATE TABLE api_keys (
     key_id TEXT PRIMARY KEY, tenant_id TEXT NOT NULL, name TEXT NOT NULL, scopes TEXT NOT NULL, hash TEXT NOT NULL,
     created_at INTEGER NOT NULL, created_by TEXT NOT NULL, expires_at INTEGER, revoked_at INTEGER) WITHOUT ROWID`,
  `CREATE INDEX api_keys_by_tenant ON api_keys (tenant_id, key_id)`,
  `CREATE TABLE revocations (
     tenant_id TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, revoked_at INTEGER NOT NULL,
     revoked_by TEXT NOT NULL, kept_until INTEGER NOT NULL, PRIMARY KEY (tenant_id, kind, value)) WITHOUT ROWID`,
  `CREATE TABLE spent_tickets (ticket_id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID`,
];

/** Keys, what was revoked, and tickets that were used. */
export const access = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
