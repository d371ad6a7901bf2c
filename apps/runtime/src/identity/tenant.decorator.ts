import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { namedTenant, requiredTenant } from './named-tenant.js';

/**
 * The tenant that a read is about, as open mode takes it: `X-Tenant-Id`, or `tenant_id` of the query; null if neither
 * says. A read by id then finds any tenant's.
 */
export const Tenant = createParamDecorator((_: unknown, context: ExecutionContext) => namedTenant(...whereOf(context)));

/** As `Tenant`, where the route has to know: a list of everybody's is not given. */
export const RequiredTenant = createParamDecorator((_: unknown, context: ExecutionContext) =>
  requiredTenant(...whereOf(context)),
);

function whereOf(context: ExecutionContext): unknown[] {
  const { headers, query } = context.switchToHttp().getRequest<Request>();
  return [headers['x-tenant-id'], query['tenant_id']];
}
