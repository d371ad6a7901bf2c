import { UsageStore } from '../usage-store.js';
import type { StoreConnection } from './store-connection.js';

/** What tenants have in a SQL database. */
export class SqlUsageStore extends UsageStore {
  constructor(private readonly connection: StoreConnection) {
    super();
  }

  override async unfinished(tenantId: string, atMost: number): Promise<number> {
    const { sql } = this.connection;
    const some = sql
      .selectFrom('executions')
      .select('execution_id')
      .where('tenant_id', '=', tenantId)
      .where('finished_at', 'is', null)
      .limit(atMost);
    const query = sql.selectFrom(some.as('some')).select(({ fn }) => fn.countAll<number | string>().as('count'));
    const [row] = await this.connection.read(tenantId, query);
    return Number(row!.count);
  }

  override async storedBytes(tenantId: string): Promise<number> {
    const query = this.connection.sql
      .selectFrom('artifacts')
      .select(({ fn }) => fn.sum<number | string | null>('size').as('bytes'))
      .where('tenant_id', '=', tenantId);
    const [row] = await this.connection.read(tenantId, query);
    return Number(row!.bytes ?? 0);
  }
}
