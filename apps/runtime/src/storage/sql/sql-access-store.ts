import type { Selectable } from 'kysely';
import { AccessStore, type ApiKeyRecord, type Revocation, type SpentTicket } from '../access-store.js';
import type { Database } from './database.js';
import type { StoreConnection } from './store-connection.js';

/** Keys, revocations and used tickets in a SQL database. */
export class SqlAccessStore extends AccessStore {
  constructor(private readonly connection: StoreConnection) {
    super();
  }

  override addKey(key: ApiKeyRecord): Promise<void> {
    return this.connection.write('addKey', () => key);
  }

  override async findKey(keyId: string): Promise<ApiKeyRecord | undefined> {
    const query = this.connection.sql.selectFrom('api_keys').selectAll().where('key_id', '=', keyId);
    const [row] = await this.connection.read(null, query);
    return row && toApiKey(row);
  }

  override async listKeys(tenantId: string): Promise<ApiKeyRecord[]> {
    const query = this.connection.sql
      .selectFrom('api_keys')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .orderBy('key_id', 'desc');
    return (await this.connection.read(tenantId, query)).map(toApiKey);
  }

  override revokeKey(revocation: Revocation): Promise<boolean> {
    return this.connection.write('revokeKey', () => revocation);
  }

  override revoke(revocation: Revocation): Promise<void> {
    return this.connection.write('revoke', () => revocation);
  }

  override async revocations(now: number): Promise<Revocation[]> {
    const query = this.connection.sql.selectFrom('revocations').selectAll().where('kept_until', '>', now);
    return (await this.connection.read(null, query)).map((row) => ({
      tenantId: row.tenant_id,
      kind: row.kind as Revocation['kind'],
      value: row.value,
      revokedAt: row.revoked_at,
      revokedBy: row.revoked_by,
      keptUntil: row.kept_until,
    }));
  }

  override spendTicket(ticket: SpentTicket): Promise<boolean> {
    return this.connection.write('spendTicket', () => ticket);
  }
}

function toApiKey(row: Selectable<Database['api_keys']>): ApiKeyRecord {
  return {
    keyId: row.key_id,
    tenantId: row.tenant_id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as string[],
    hash: row.hash,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
