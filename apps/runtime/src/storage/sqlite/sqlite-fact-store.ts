import type { Kysely } from 'kysely';
import { FactStore, type FactFilter, type FactRecord, type FactScope } from '../fact-store.js';
import type { Database } from './database.js';
import type { SqliteConnection } from './sqlite-connection.js';

/** Greater than every key that begins with the prefix. */
const AFTER_ALL = '\u{10FFFF}';

/** Facts in a SQLite file. */
export class SqliteFactStore extends FactStore {
  constructor(
    private readonly connection: SqliteConnection,
    private readonly db: Kysely<Database>,
  ) {
    super();
  }

  override find({ tenantId, scope }: FactScope, key: string): Promise<FactRecord | undefined> {
    return this.db
      .selectFrom('facts')
      .select(['key', 'value', 'version'])
      .where('tenant_id', '=', tenantId)
      .where('scope', '=', scope)
      .where('key', '=', key)
      .executeTakeFirst();
  }

  override list({ tenantId, scope, prefix, after, descending, limit }: FactFilter): Promise<FactRecord[]> {
    return this.db
      .selectFrom('facts')
      .select(['key', 'value', 'version'])
      .where('tenant_id', '=', tenantId)
      .where('scope', '=', scope)
      .where('key', '>=', prefix)
      .where('key', '<', prefix + AFTER_ALL)
      .$if(after !== undefined, (query) => query.where('key', descending ? '<' : '>', after!))
      .orderBy('key', descending ? 'desc' : 'asc')
      .limit(limit)
      .execute();
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
