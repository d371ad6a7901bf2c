import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  // Whoever still writes to the old log would write to what is dropped.
  `LOCK TABLE events IN ACCESS EXCLUSIVE MODE`,
  `CREATE TABLE appends (
     xid xid8 NOT NULL DEFAULT pg_current_xact_id(), position bigint GENERATED ALWAYS AS IDENTITY,
     execution_id text COLLATE "C" NOT NULL, sequence integer NOT NULL, tenant_id text COLLATE "C" NOT NULL,
     time bigint NOT NULL, entries text NOT NULL)`,
  // What is written from now on is of later transactions, so that its places may be numbered from 1.
  `INSERT INTO appends OVERRIDING SYSTEM VALUE
     SELECT xid, position, execution_id, sequence, tenant_id, time, type || E'\\n' || time || ' ' || data
     FROM events`,
  `DROP TABLE events`,
  `ALTER TABLE appends ADD PRIMARY KEY (execution_id, sequence)`,
  `CREATE INDEX appends_of_tenant ON appends (tenant_id, xid, position)`,
  `CREATE INDEX appends_by_commit ON appends (xid)`,
  `ALTER TABLE appends ENABLE ROW LEVEL SECURITY`,
  `CREATE POLICY own_rows ON appends FOR SELECT TO symphainy_requests
     USING (tenant_id = current_setting('symphainy.tenant', true))`,
  `GRANT SELECT ON appends TO symphainy_requests`,
  `ANALYZE appends`,
];

/** What is appended to a log at once is one row, not one for each entry. Places in a feed stay what they are. */
export const appends = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
