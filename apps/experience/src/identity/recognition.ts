import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { callerOf, rememberCredentials, unrecognised } from '../adapter-kit/caller.js';
import { Environment } from '../config/environment.js';
import { RuntimeIdentities } from '../runtime-client/runtime-identities.js';

/**
 * Finds out who calls, where callers have to say so. Runtime is asked: this plane knows no keys, and decides nothing.
 */
@Injectable()
export class Recognition {
  private readonly isOpen: boolean;

  constructor(
    { AUTH_MODE }: Environment,
    private readonly identities: RuntimeIdentities,
  ) {
    this.isOpen = AUTH_MODE === 'open';
  }

  /** Rejects with `UNAUTHENTICATED`. */
  async ofRequest(request: IncomingMessage): Promise<void> {
    if (this.isOpen) return;
    const { authorization } = request.headers;
    if (authorization === undefined) throw unrecognised();
    rememberCredentials(request, { authorization, tenantId: undefined });
    const identity = await this.identities.recognise({ ...callerOf(request), tenantId: undefined });
    rememberCredentials(request, { authorization, tenantId: identity.tenant_id });
  }

  /** As `ofRequest`; a client that cannot send headers with its upgrade has a ticket in the address. */
  async ofUpgrade(request: IncomingMessage): Promise<void> {
    const ticket = new URL(request.url ?? '/', 'ws://experience').searchParams.get('ticket');
    if (this.isOpen || ticket === null) return this.ofRequest(request);
    const { credential, identity } = await this.identities.redeem(ticket, callerOf(request));
    rememberCredentials(request, { authorization: `Bearer ${credential}`, tenantId: identity.tenant_id });
  }
}
