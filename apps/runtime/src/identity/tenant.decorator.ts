import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { callerOf } from './identity.js';
import { actsFor, required } from './named-tenant.js';

/**
 * The tenant that a request is about: the caller's own. In open mode `X-Tenant-Id`, or `tenant_id` of the query; null if
 * neither says, and a read by id then finds any tenant's.
 */
export const Tenant = createParamDecorator((_: unknown, context: ExecutionContext) => tenantOf(context));

/** As `Tenant`, where the route has to know: a list of everybody's is not given. */
export const RequiredTenant = createParamDecorator((_: unknown, context: ExecutionContext) =>
  required(tenantOf(context)),
);

/** Who is accountable for a request; undefined in open mode, where nobody is known. */
export const Actor = createParamDecorator((_: unknown, context: ExecutionContext) => actorOf(context));

/** Who gives a command, and for whom. */
export interface Operator {
  readonly tenantId: string | null;
  readonly actor: string | undefined;
}

export const Operator = createParamDecorator((_: unknown, context: ExecutionContext): Operator => ({
  tenantId: tenantOf(context),
  actor: actorOf(context),
}));

function actorOf(context: ExecutionContext): string | undefined {
  return callerOf(context.switchToHttp().getRequest<Request>()).actor ?? undefined;
}

function tenantOf(context: ExecutionContext): string | null {
  const request = context.switchToHttp().getRequest<Request>();
  return actsFor(callerOf(request), request.headers['x-tenant-id'], request.query['tenant_id']);
}
