import { ProblemError } from '@app/intent-contracts';
import type { Identity } from './identity.js';

/** The tenant that is named, wherever it may be: null if nowhere. Throws `REQUEST_INVALID` where several are named. */
function namedTenant(named: readonly unknown[]): string | null {
  const [tenant, ...others] = new Set(named.flat().filter((name) => name != null && name !== ''));
  if (tenant === undefined) return null;
  if (others.length > 0 || typeof tenant !== 'string') {
    throw new ProblemError('REQUEST_INVALID', 'X-Tenant-Id and tenant_id name different tenants. Name one.');
  }
  return tenant;
}

/**
 * The tenant that a caller acts for: its own, or in open mode the one that is named, null if none is. Throws
 * `TENANT_MISMATCH` where another one than its own is named.
 */
export function actsFor({ tenantId }: Identity, ...named: unknown[]): string | null {
  const tenant = namedTenant(named);
  if (tenantId === null || tenant === null || tenant === tenantId) return tenantId ?? tenant;
  const detail = 'Your credentials are of another tenant than the one that is named. Leave the tenant out.';
  throw new ProblemError('TENANT_MISMATCH', detail);
}

/** What `actsFor` gives, where it has to be known: a list of everybody's is not given. */
export function required(tenant: string | null): string {
  if (tenant !== null) return tenant;
  const detail = 'Say whose: with tenant_id, or with the header X-Tenant-Id.';
  throw new ProblemError('REQUEST_INVALID', detail, {
    errors: [{ pointer: '/tenant_id', code: 'is_defined', detail }],
  });
}
