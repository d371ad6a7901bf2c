import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  // Up to where a tenant's feed is no longer whole.
  `CREATE TABLE feed_horizons (tenant_id TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID`,
];

/** Logs that are dropped some time after the end of their execution. */
export const retention = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
