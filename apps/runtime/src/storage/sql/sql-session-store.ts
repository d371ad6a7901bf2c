import type { Selectable } from 'kysely';
import { SessionStore, type SessionFilter, type SessionRecord } from '../session-store.js';
import type { Database } from './database.js';
import type { StoreConnection } from './store-connection.js';

/** Sessions in a SQL database. */
export class SqlSessionStore extends SessionStore {
  constructor(private readonly connection: StoreConnection) {
    super();
  }

  override create(session: SessionRecord): Promise<void> {
    return this.connection.write('createSession', () => session);
  }

  override update(session: SessionRecord, expectedUpdatedAt: number): Promise<boolean> {
    return this.connection.write('updateSession', () => ({ session, expectedUpdatedAt }));
  }

  override async find(tenantId: string | null, sessionId: string): Promise<SessionRecord | undefined> {
    const query = this.connection.sql
      .selectFrom('sessions')
      .selectAll()
      .where('session_id', '=', sessionId)
      .$if(tenantId !== null, (found) => found.where('tenant_id', '=', tenantId!));
    const [row] = await this.connection.read(tenantId, query);
    return row && toSessionRecord(row);
  }

  override async list({ tenantId, userId, before, limit }: SessionFilter): Promise<SessionRecord[]> {
    const query = this.connection.sql
      .selectFrom('sessions')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .$if(userId !== undefined, (found) => found.where('user_id', '=', userId!))
      .$if(before !== undefined, (found) => found.where('session_id', '<', before!))
      .orderBy('session_id', 'desc')
      .limit(limit);
    return (await this.connection.read(tenantId, query)).map(toSessionRecord);
  }
}

function toSessionRecord(row: Selectable<Database['sessions']>): SessionRecord {
  return {
    sessionId: row.session_id,
    tenantId: row.tenant_id,
    userId: row.user_id,
    context: row.context,
    closed: row.closed === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
  };
}
