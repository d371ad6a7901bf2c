import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import type { Request } from 'express';

/**
 * The tenant that a read is about, as open mode takes it: `X-Tenant-Id`, or `tenant_id` of the query; null if neither
 * says. A read by id then finds any tenant's.
 */
export const Tenant = createParamDecorator((_: unknown, context: ExecutionContext): string | null => {
  const request = context.switchToHttp().getRequest<Request>();
  const header = request.get('x-tenant-id');
  const query = request.query['tenant_id'];
  if (query !== undefined && typeof query !== 'string') {
    throw new ProblemError('REQUEST_INVALID', 'The query names several tenants. Name one tenant_id.');
  }
  if (header && query && header !== query) {
    throw new ProblemError('REQUEST_INVALID', 'X-Tenant-Id and tenant_id name different tenants. Send one of them.');
  }
  return header || query || null;
});

/** As `Tenant`, where the route has to know: a list of everybody's is not given. */
export const RequiredTenant = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest<Request>();
  const tenant = request.get('x-tenant-id') || request.query['tenant_id'];
  if (typeof tenant !== 'string' || tenant === '') {
    const detail = 'Say whose with the query parameter tenant_id or the header X-Tenant-Id.';
    throw new ProblemError('REQUEST_INVALID', detail, {
      errors: [{ pointer: '/tenant_id', code: 'is_defined', detail }],
    });
  }
  return tenant;
});
