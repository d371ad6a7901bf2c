import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  `ALTER TABLE executions ADD COLUMN retry_of TEXT`,
  `ALTER TABLE executions ADD COLUMN blocked_on TEXT`,
  `ALTER TABLE executions ADD COLUMN wake_at INTEGER`,
  `ALTER TABLE executions ADD COLUMN runs INTEGER NOT NULL DEFAULT 0`,
  // 1 while another execution of the same tenant and concurrency key is before it.
  `ALTER TABLE executions ADD COLUMN held INTEGER NOT NULL DEFAULT 0`,
  // What could be claimed, tenant by tenant: an execution that is accepted with a slot never enters it.
  `CREATE INDEX executions_ready ON executions (tenant_id, execution_id)
     WHERE finished_at IS NULL AND owner IS NULL AND held = 0 AND status IN ('queued', 'running', 'compensating')`,
  `CREATE INDEX executions_due ON executions (wake_at) WHERE wake_at IS NOT NULL`,
  `CREATE INDEX executions_of_key ON executions (tenant_id, concurrency_key, held, execution_id)
     WHERE concurrency_key IS NOT NULL AND finished_at IS NULL`,
];

/** Waits that hold no worker, concurrency keys, and turns of tenants. */
export const turns = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
