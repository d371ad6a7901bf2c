import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { SessionRecord } from '../session-store.js';

/** The writes of sessions; to be called inside the batch's transaction. */
export class SessionWrites {
  private readonly insert;
  private readonly change;

  constructor(db: DatabaseSyncInstance) {
    this.insert = db.prepare(
      `INSERT INTO sessions (session_id, tenant_id, user_id, context, closed, created_at, updated_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.change = db.prepare(
      `UPDATE sessions SET context = ?, closed = ?, updated_at = ?, expires_at = ?
       WHERE session_id = ? AND tenant_id = ? AND updated_at = ?`,
    );
  }

  createSession(session: SessionRecord): void {
    const { sessionId, tenantId, userId, context, closed, createdAt, updatedAt, expiresAt } = session;
    this.insert.run(sessionId, tenantId, userId, context, Number(closed), createdAt, updatedAt, expiresAt);
  }

  updateSession({ session, expectedUpdatedAt }: { session: SessionRecord; expectedUpdatedAt: number }): boolean {
    const { sessionId, tenantId, context, closed, updatedAt, expiresAt } = session;
    return (
      this.change.run(context, Number(closed), updatedAt, expiresAt, sessionId, tenantId, expectedUpdatedAt).changes ===
      1
    );
  }
}
