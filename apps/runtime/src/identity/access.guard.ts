import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import type { Request } from 'express';
import { DOCUMENTATION, type Documentation } from '../operations/documented.js';
import type { Access } from './access.js';
import { callerOf, type Identity } from './identity.js';
import { actsFor } from './named-tenant.js';
import { allows } from './scopes.js';

/** Lets callers do what their scopes say, for their own tenant. A route that does not say what it asks for is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    // Sockets are authorised where they are opened, and subscription by subscription.
    if (context.getType() !== 'http') return true;
    const documentation = Reflect.getMetadata(DOCUMENTATION, context.getHandler()) as Documentation | undefined;
    if (documentation === undefined) return false;
    const { access } = documentation;
    if (access === 'public') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const identity = callerOf(request);
    if (access !== 'known') check(typeof access === 'string' ? { scope: access } : access, request, identity);
    return true;
  }
}

function check({ scope, typeIn, tenantInBody }: Access, { body }: Request, identity: Identity): void {
  const members = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const type = typeIn && members[typeIn];
  if (!allows(identity.scopes, scope, typeof type === 'string' ? type : undefined)) {
    const needed = typeof type === 'string' ? `"${scope}" or "${scope}:${type}"` : `"${scope}"`;
    throw new ProblemError('SCOPE_MISSING', `This needs the scope ${needed}, which your credentials do not have.`);
  }
  if (tenantInBody && identity.tenantId !== null) members['tenant_id'] = actsFor(identity, members['tenant_id']);
}
