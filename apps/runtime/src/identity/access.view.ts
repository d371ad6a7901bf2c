import type { ApiKey, CallerIdentity } from '@app/intent-contracts';
import type { ApiKeyRecord } from '../storage/access-store.js';
import type { Identity } from './identity.js';

/** Who is calling, as it travels. */
export function toCallerIdentity({ tenantId, actor, scopes, expiresAt }: Identity): CallerIdentity {
  return {
    ...(tenantId !== null && { tenant_id: tenantId }),
    ...(actor !== null && { actor }),
    scopes: [...scopes].toSorted(),
    ...(expiresAt !== null && { expires_at: iso(expiresAt) }),
  };
}

/** A key as it travels, without its hash. */
export function toApiKey(record: ApiKeyRecord): ApiKey {
  const { expiresAt, revokedAt } = record;
  return {
    key_id: record.keyId,
    tenant_id: record.tenantId,
    name: record.name,
    scopes: [...record.scopes],
    created_at: iso(record.createdAt),
    created_by: record.createdBy,
    ...(expiresAt !== null && { expires_at: iso(expiresAt) }),
    ...(revokedAt !== null && { revoked_at: iso(revokedAt) }),
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
