import type { IncomingMessage } from 'node:http';
import { SCOPES } from './scopes.js';
import { unauthenticated } from './unauthenticated.js';

/** Who is calling, for whom, and what they may do. */
export interface Identity {
  /** The only tenant that it acts for; null in open mode, where the request says. */
  readonly tenantId: string | null;
  /** Who is accountable: the subject of a token, or `key:<id>`; null in open mode, where nobody is known. */
  readonly actor: string | null;
  readonly scopes: ReadonlySet<string>;
  /** Milliseconds since the epoch from which on it is nobody's any more; null for never. */
  readonly expiresAt: number | null;
  /** What a revocation names; undefined where there is nothing to revoke. */
  readonly token?: { readonly id: string | undefined; readonly issuedAt: number };
}

/** Everybody, on a server that asks nobody who they are. There is nobody to give keys to. */
export const ANYBODY: Identity = {
  tenantId: null,
  actor: null,
  scopes: new Set(SCOPES.filter((scope) => scope !== 'admin:access')),
  expiresAt: null,
};

const identities = new WeakMap<IncomingMessage, Identity>();

export function rememberIdentity(request: IncomingMessage, identity: Identity): void {
  identities.set(request, identity);
}

/** Who a request was found to come from. Throws `UNAUTHENTICATED` for one that did not say. */
export function callerOf(request: IncomingMessage): Identity {
  const identity = identities.get(request);
  if (identity === undefined) throw unauthenticated('Say who you are: Authorization: Bearer <token>.');
  return identity;
}
