import type { ApiKeyRecord, Revocation, SpentTicket } from '../access-store.js';
import type { Run } from './connections.js';

/** The writes that decide about access. */
export const ACCESS_WRITES = {
  async addKey(run: Run, key: ApiKeyRecord): Promise<void> {
    const { keyId, tenantId, name, scopes, hash, createdAt, createdBy, expiresAt, revokedAt } = key;
    await run(
      {
        text: `INSERT INTO api_keys
            (key_id, tenant_id, name, scopes, hash, created_at, created_by, expires_at, revoked_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      },
      [keyId, tenantId, name, JSON.stringify(scopes), hash, createdAt, createdBy, expiresAt, revokedAt],
    );
  },

  async revokeKey(run: Run, revocation: Revocation): Promise<boolean> {
    const { value, tenantId, revokedAt } = revocation;
    const ended = await run(
      {
        text: `UPDATE api_keys SET revoked_at = coalesce(revoked_at, $1) WHERE key_id = $2 AND tenant_id = $3
          RETURNING 1`,
      },
      [revokedAt, value, tenantId],
    );
    if (ended.length === 0) return false;
    await ACCESS_WRITES.revoke(run, revocation);
    return true;
  },

  async revoke(run: Run, { tenantId, kind, value, revokedAt, revokedBy, keptUntil }: Revocation): Promise<void> {
    await run(
      {
        text: `INSERT INTO revocations (tenant_id, kind, value, revoked_at, revoked_by, kept_until)
          VALUES ($1, $2, $3, $4, $5, $6)
          ON CONFLICT (tenant_id, kind, value) DO UPDATE SET revoked_at = excluded.revoked_at,
            revoked_by = excluded.revoked_by, kept_until = greatest(revocations.kept_until, excluded.kept_until)`,
      },
      [tenantId, kind, value, revokedAt, revokedBy, keptUntil],
    );
  },

  async spendTicket(run: Run, { ticketId, now, expiresAt }: SpentTicket): Promise<boolean> {
    await run({ text: 'DELETE FROM spent_tickets WHERE expires_at < $1' }, [now]);
    const spent = await run(
      { text: 'INSERT INTO spent_tickets (ticket_id, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1' },
      [ticketId, expiresAt],
    );
    return spent.length === 1;
  },
};
