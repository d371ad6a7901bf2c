import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { callerOf } from '../adapter-kit/caller.js';
import { DOCUMENTATION, type Documentation } from '../adapter-kit/documented.js';

/** Says in a body whose it is, where that is known from who calls. */
@Injectable()
export class OwnTenantGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const documentation = Reflect.getMetadata(DOCUMENTATION, context.getHandler()) as Documentation | undefined;
    if (documentation?.tenantInBody !== true) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const { tenantId } = callerOf(request);
    const body = request.body as Record<string, unknown> | undefined;
    if (tenantId !== undefined && typeof body === 'object' && body !== null) body['tenant_id'] ??= tenantId;
    return true;
  }
}
