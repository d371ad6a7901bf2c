import { FactStore, type FactFilter, type FactRecord, type FactScope } from '../fact-store.js';
import type { StoreConnection } from './store-connection.js';

/** Greater than every key that begins with the prefix. */
const AFTER_ALL = '\u{10FFFF}';

/** Facts in a SQL database. */
export class SqlFactStore extends FactStore {
  constructor(private readonly connection: StoreConnection) {
    super();
  }

  override async find({ tenantId, scope }: FactScope, key: string): Promise<FactRecord | undefined> {
    const query = this.connection.sql
      .selectFrom('facts')
      .select(['key', 'value', 'version'])
      .where('tenant_id', '=', tenantId)
      .where('scope', '=', scope)
      .where('key', '=', key);
    const [fact] = await this.connection.read(tenantId, query);
    return fact;
  }

  override list({ tenantId, scope, prefix, after, descending, limit }: FactFilter): Promise<FactRecord[]> {
    const query = this.connection.sql
      .selectFrom('facts')
      .select(['key', 'value', 'version'])
      .where('tenant_id', '=', tenantId)
      .where('scope', '=', scope)
      .where('key', '>=', prefix)
      .where('key', '<', prefix + AFTER_ALL)
      .$if(after !== undefined, (found) => found.where('key', descending ? '<' : '>', after!))
      .orderBy('key', descending ? 'desc' : 'asc')
      .limit(limit);
    return this.connection.read(tenantId, query);
  }

  override put(scope: FactScope, key: string, value: string, expectedVersion?: number): Promise<number | undefined> {
    return this.connection.write('changeFact', () => ({
      ...scope,
      key,
      value,
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
    }));
  }

  override async remove(scope: FactScope, key: string, expectedVersion?: number): Promise<boolean> {
    const version = await this.connection.write('changeFact', () => ({
      ...scope,
      key,
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
    }));
    return version !== undefined;
  }
}
