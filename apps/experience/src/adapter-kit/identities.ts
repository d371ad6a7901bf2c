import type { CallerIdentity, SocketTicket } from '@app/intent-contracts';
import type { Answer } from './answer.js';
import type { Caller } from './caller.js';

/** Who calls, as Runtime sees it. */
export abstract class Identities {
  /** Rejects with `UNAUTHENTICATED` for one who does not say, or whose credentials are not good. */
  abstract of(caller: Caller): Promise<Answer<CallerIdentity>>;

  /** A ticket that opens one socket within seconds, for clients that cannot send headers with an upgrade. */
  abstract ticket(caller: Caller): Promise<Answer<SocketTicket>>;
}
