import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** A fact that a client sets or removes. */
export interface FactChange {
  readonly tenantId: string;
  readonly scope: string;
  readonly key: string;
  /** JSON text; left out to remove the fact. */
  readonly value?: string;
  /** The version that must stand there; 0 for none, undefined for any. */
  readonly expectedVersion?: number;
}

/** The writes of facts that clients ask for; to be called inside the batch's transaction. */
export class FactWrites {
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

  /** The version after the change (0 when removed); undefined, with nothing changed, if another one stood there. */
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
