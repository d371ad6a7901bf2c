import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/**
 * Executions of one tenant that share a concurrency key. Of those that have not ended one is let through, the oldest;
 * the others are held until it has ended, waits and pauses included.
 */
export class ConcurrencyKeys {
  private readonly find;
  private readonly letThrough;

  constructor(db: DatabaseSyncInstance) {
    this.find = db.prepare(
      `SELECT 1 FROM executions WHERE tenant_id = ? AND concurrency_key = ? AND finished_at IS NULL LIMIT 1`,
    );
    // One that was cancelled while it was held frees nothing: another is through.
    this.letThrough = db.prepare(
      `UPDATE executions SET held = 0 WHERE execution_id = (
         SELECT execution_id FROM executions
         WHERE tenant_id = ?1 AND concurrency_key = ?2 AND finished_at IS NULL AND held = 1
         ORDER BY execution_id LIMIT 1)
       AND NOT EXISTS (
         SELECT 1 FROM executions
         WHERE tenant_id = ?1 AND concurrency_key = ?2 AND finished_at IS NULL AND held = 0)`,
    );
  }

  /** Whether an execution of the key is before one that is accepted now. */
  isTaken(tenantId: string, key: string): boolean {
    return this.find.get(tenantId, key) !== undefined;
  }

  /** To be called when one of the key has ended. */
  passOn(tenantId: string, key: string): void {
    this.letThrough.run(tenantId, key);
  }
}
