import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  `CREATE TABLE appends (
     position INTEGER PRIMARY KEY AUTOINCREMENT, execution_id TEXT NOT NULL, sequence INTEGER NOT NULL,
     tenant_id TEXT NOT NULL, time INTEGER NOT NULL, entries TEXT NOT NULL
   )`,
  `INSERT INTO appends
     SELECT position, execution_id, sequence, tenant_id, time, type || char(10) || time || ' ' || data
     FROM events ORDER BY position`,
  // No position is given out twice, of what has been dropped neither.
  `DELETE FROM sqlite_sequence WHERE name = 'appends'`,
  `INSERT INTO sqlite_sequence (name, seq) SELECT 'appends', seq FROM sqlite_sequence WHERE name = 'events'`,
  `DROP TABLE events`,
  `CREATE UNIQUE INDEX appends_of_execution ON appends (execution_id, sequence)`,
  `CREATE INDEX appends_of_tenant ON appends (tenant_id, position)`,
];

/** What is appended to a log at once is one row, not one for each entry. Places in a feed stay what they are. */
export const appends = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
