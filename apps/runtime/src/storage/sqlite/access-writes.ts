import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { ApiKeyRecord, Revocation, SpentTicket } from '../access-store.js';

/** The writes that decide about access; to be called inside the batch's transaction. */
export class AccessWrites {
  private readonly insertKey;
  private readonly endKey;
  private readonly insertRevocation;
  private readonly forgetTickets;
  private readonly insertTicket;

  constructor(db: DatabaseSyncInstance) {
    this.insertKey = db.prepare(
      `INSERT INTO api_keys (key_id, tenant_id, name, scopes, hash, created_at, created_by, expires_at, revoked_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.endKey = db.prepare(
      'UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?) WHERE key_id = ? AND tenant_id = ?',
    );
    this.insertRevocation = db.prepare(
      `INSERT INTO revocations (tenant_id, kind, value, revoked_at, revoked_by, kept_until) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (tenant_id, kind, value) DO UPDATE SET revoked_at = excluded.revoked_at,
         revoked_by = excluded.revoked_by, kept_until = max(kept_until, excluded.kept_until)`,
    );
    this.forgetTickets = db.prepare('DELETE FROM spent_tickets WHERE expires_at < ?');
    this.insertTicket = db.prepare(
      'INSERT INTO spent_tickets (ticket_id, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
    );
  }

  addKey({ keyId, tenantId, name, scopes, hash, createdAt, createdBy, expiresAt, revokedAt }: ApiKeyRecord): void {
    this.insertKey.run(keyId, tenantId, name, JSON.stringify(scopes), hash, createdAt, createdBy, expiresAt, revokedAt);
  }

  revokeKey(revocation: Revocation): boolean {
    const { value, tenantId, revokedAt } = revocation;
    if (this.endKey.run(revokedAt, value, tenantId).changes === 0) return false;
    this.revoke(revocation);
    return true;
  }

  revoke({ tenantId, kind, value, revokedAt, revokedBy, keptUntil }: Revocation): void {
    this.insertRevocation.run(tenantId, kind, value, revokedAt, revokedBy, keptUntil);
  }

  spendTicket({ ticketId, now, expiresAt }: SpentTicket): boolean {
    this.forgetTickets.run(now);
    return this.insertTicket.run(ticketId, expiresAt).changes === 1;
  }
}
