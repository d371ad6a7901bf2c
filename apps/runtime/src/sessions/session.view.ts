import type { Session, SessionStatus } from '@app/intent-contracts';
import type { SessionRecord } from '../storage/session-store.js';

/** Whether a session can be worked in at the given time. */
export function sessionStatus({ closed, expiresAt }: SessionRecord, now: number): SessionStatus {
  if (closed) return 'closed';
  return expiresAt <= now ? 'expired' : 'open';
}

/** A session as it travels. */
export function toSession(record: SessionRecord, now: number): Session {
  return {
    session_id: record.sessionId,
    tenant_id: record.tenantId,
    user_id: record.userId,
    context: JSON.parse(record.context) as Record<string, unknown>,
    status: sessionStatus(record, now),
    created_at: new Date(record.createdAt).toISOString(),
    updated_at: new Date(record.updatedAt).toISOString(),
    expires_at: new Date(record.expiresAt).toISOString(),
  };
}
