import { ProblemError } from '@app/intent-contracts';

/** The tenant that is named, wherever it may be: null if nowhere. Throws `REQUEST_INVALID` where several are named. */
export function namedTenant(...named: unknown[]): string | null {
  const [tenant, ...others] = new Set(named.flat().filter((name) => name != null && name !== ''));
  if (tenant === undefined) return null;
  if (others.length > 0 || typeof tenant !== 'string') {
    throw new ProblemError('REQUEST_INVALID', 'X-Tenant-Id and tenant_id name different tenants. Name one.');
  }
  return tenant;
}

/** As `namedTenant`, where it has to be known: a list of everybody's is not given. */
export function requiredTenant(...named: unknown[]): string {
  const tenant = namedTenant(...named);
  if (tenant !== null) return tenant;
  const detail = 'Say whose: with tenant_id, or with the header X-Tenant-Id.';
  throw new ProblemError('REQUEST_INVALID', detail, {
    errors: [{ pointer: '/tenant_id', code: 'is_defined', detail }],
  });
}
