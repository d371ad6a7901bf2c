import type { Kysely, Selectable } from 'kysely';
import { SessionStore, type SessionFilter, type SessionRecord } from '../session-store.js';
import type { Database } from './database.js';
import type { SqliteConnection } from './sqlite-connection.js';

/** Sessions in a SQLite file. */
export class SqliteSessionStore extends SessionStore {
  constructor(
    private readonly connection: SqliteConnection,
    private readonly db: Kysely<Database>,
  ) {
    super();
  }

  override create(session: SessionRecord): Promise<void> {
    return this.connection.write('createSession', () => session);
  }

  override update(session: SessionRecord, expectedUpdatedAt: number): Promise<boolean> {
    return this.connection.write('updateSession', () => ({ session, expectedUpdatedAt }));
  }

  override async find(tenantId: string | null, sessionId: string): Promise<SessionRecord | undefined> {
    const row = await this.db
      .selectFrom('sessions')
      .selectAll()
      .where('session_id', '=', sessionId)
      .$if(tenantId !== null, (query) => query.where('tenant_id', '=', tenantId!))
      .executeTakeFirst();
    return row && toSessionRecord(row);
  }

  override async list({ tenantId, userId, before, limit }: SessionFilter): Promise<SessionRecord[]> {
    const rows = await this.db
      .selectFrom('sessions')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .$if(userId !== undefined, (query) => query.where('user_id', '=', userId!))
      .$if(before !== undefined, (query) => query.where('session_id', '<', before!))
      .orderBy('session_id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toSessionRecord);
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
