import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  // Up to where a tenant's feed is no longer whole.
  `CREATE TABLE feed_horizons (tenant_id text COLLATE "C" PRIMARY KEY, xid xid8 NOT NULL, position bigint NOT NULL)`,
  `ALTER TABLE feed_horizons ENABLE ROW LEVEL SECURITY`,
  `CREATE POLICY own_rows ON feed_horizons FOR SELECT TO symphainy_requests
     USING (tenant_id = current_setting('symphainy.tenant', true))`,
  `GRANT SELECT ON feed_horizons TO symphainy_requests`,
];

/** Logs that are dropped some time after the end of their execution. */
export const retention = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
