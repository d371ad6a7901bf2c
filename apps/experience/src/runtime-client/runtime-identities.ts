import { Injectable } from '@nestjs/common';
import type { CallerIdentity, RedeemedTicket, SocketTicket } from '@app/intent-contracts';
import type { Answer } from '../adapter-kit/answer.js';
import type { Caller } from '../adapter-kit/caller.js';
import { Identities } from '../adapter-kit/identities.js';
import { RuntimeClient } from './runtime-client.js';

/** How long Runtime's word on a credential is taken: shorter by far than the minute in which a revocation is to be noticed. */
const REMEMBERED_MS = 15_000;
const REMEMBERED = 10_000;

@Injectable()
export class RuntimeIdentities extends Identities {
  private readonly remembered = new Map<string, { readonly identity: CallerIdentity; readonly until: number }>();

  constructor(private readonly runtime: RuntimeClient) {
    super();
  }

  override of(caller: Caller): Promise<Answer<CallerIdentity>> {
    return this.runtime.call({ method: 'GET', path: '/api/identity', caller });
  }

  override ticket(caller: Caller): Promise<Answer<SocketTicket>> {
    return this.runtime.call({ method: 'POST', path: '/api/events/ticket', caller });
  }

  /** Uses a ticket up. Rejects with `UNAUTHENTICATED`. */
  async redeem(ticket: string, caller: Caller): Promise<RedeemedTicket> {
    const request = { method: 'POST' as const, path: '/api/events/ticket/redeem', body: { ticket }, caller };
    return (await this.runtime.call<RedeemedTicket>(request)).body;
  }

  /** As `of`, asked for at most every few seconds for each credential. */
  async recognise(caller: Caller): Promise<CallerIdentity> {
    const { authorization = '' } = caller;
    const now = Date.now();
    const known = this.remembered.get(authorization);
    if (known !== undefined && known.until > now) return known.identity;
    this.remembered.delete(authorization);
    const { body: identity } = await this.of(caller);
    // The oldest makes room.
    if (this.remembered.size >= REMEMBERED) this.remembered.delete(this.remembered.keys().next().value!);
    const expiresAt = identity.expires_at === undefined ? Number.POSITIVE_INFINITY : Date.parse(identity.expires_at);
    this.remembered.set(authorization, { identity, until: Math.min(now + REMEMBERED_MS, expiresAt) });
    return identity;
  }
}
