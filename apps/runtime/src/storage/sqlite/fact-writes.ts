import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { FactChange, StoreWrites } from '../sql/store-writes.js';

/** The writes of facts that clients ask for; to be called inside the batch's transaction. */
export class FactWrites implements Pick<StoreWrites, 'changeFact'> {
  private readonly find;
  private readonly set;
  private readonly remove;

  constructor(db: DatabaseSyncInstance) {
    this.find = db.prepare('SELECT version FROM facts WHERE tenant_id = ? AND scope = ? AND key = ?');
    this.set = db.prepare(
      `INSERT INTO facts (tenant_id, scope, key, value, version) VALUES (?, ?, ?, ?, 1)
       ON CONFLICT DO UPDATE SET value = excluded.value, version = version + 1`,
    );
    this.remove = db.prepare('DELETE FROM facts WHERE tenant_id = ? AND scope = ? AND key = ?');
  }

  changeFact({ tenantId, scope, key, value, expectedVersion }: FactChange): number | undefined {
    const found = this.find.get(tenantId, scope, key) as { version: number } | undefined;
    const version = found?.version ?? 0;
    if (expectedVersion !== undefined && expectedVersion !== version) return undefined;
    if (value === undefined) {
      return this.remove.run(tenantId, scope, key).changes === 1 ? 0 : undefined;
    }
    this.set.run(tenantId, scope, key, value);
    return version + 1;
  }
}
