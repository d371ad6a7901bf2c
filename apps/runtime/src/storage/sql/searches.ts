import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  // For those who look for a few executions among very many. Nothing that changes while an execution runs is in them.
  `CREATE INDEX executions_of_session ON executions (tenant_id, session_id, execution_id)`,
  `CREATE INDEX executions_of_type ON executions (tenant_id, intent_type, execution_id)`,
  `CREATE INDEX executions_unsuccessful ON executions (tenant_id, status, execution_id)
     WHERE status IN ('failed', 'compensated', 'cancelled', 'terminated')`,
];

/** Executions are found by session, by type, and by how they ended: a change of the schema, the same on every database. */
export const searches = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
