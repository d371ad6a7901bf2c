import { ProblemError } from '@app/intent-contracts';
import type { Clock } from '../determinism/clock.js';
import type { Ids } from '../determinism/ids.js';
import type { AccessStore } from '../storage/access-store.js';
import type { Identity } from './identity.js';
import type { Revocations } from './revocations.js';
import type { SignedPasses } from './signed-passes.js';
import { asGrant } from './token-authenticator.js';
import { unauthenticated } from './unauthenticated.js';

export interface Ticket {
  readonly ticket: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Whom a ticket was for, and by what they are to be known while the socket is open. */
export interface RedeemedTicket {
  readonly credential: string;
  readonly identity: Identity;
}

/**
 * One-time tickets for clients that cannot send headers with an upgrade, which is all browsers. What stands in an address
 * gets into logs, so it is good for one socket, within seconds.
 */
export abstract class Tickets {
  abstract mint(identity: Identity): Promise<Ticket>;

  /** Throws `UNAUTHENTICATED` for one that was used, is too old, or whose owner's credentials are no longer good. */
  abstract redeem(ticket: string): Promise<RedeemedTicket>;
}

export class SignedTickets extends Tickets {
  constructor(
    private readonly passes: SignedPasses,
    private readonly store: AccessStore,
    private readonly revocations: Revocations,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {
    super();
  }

  override async mint(identity: Identity): Promise<Ticket> {
    const { pass, expiresAt } = await this.passes.write('ticket', this.ids.next('tkt'), identity, this.clock.now());
    return { ticket: pass, expiresAt };
  }

  override async redeem(ticket: string): Promise<RedeemedTicket> {
    const now = this.clock.now();
    const { id, identity, expiresAt } = await this.passes.open('ticket', ticket);
    this.revocations.check(identity);
    if (!(await this.store.spendTicket({ ticketId: id, now, expiresAt }))) {
      throw unauthenticated('The ticket was used before. Get a fresh one for each socket.');
    }
    const grant = await this.passes.write('grant', id, identity, now);
    return { credential: asGrant(grant.pass), identity: { ...identity, expiresAt: grant.expiresAt } };
  }
}

/** In open mode whoever reaches the server may open a socket. */
export class NoTickets extends Tickets {
  override async mint(): Promise<never> {
    throw notNeeded();
  }

  override async redeem(): Promise<never> {
    throw notNeeded();
  }
}

function notNeeded(): ProblemError {
  return new ProblemError('SCOPE_MISSING', 'There are no tickets in open mode. Open the socket without one.');
}
