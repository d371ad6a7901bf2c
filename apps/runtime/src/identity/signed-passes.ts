import { hkdfSync } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { Identity } from './identity.js';
import { unauthenticated } from './unauthenticated.js';

/** What a pass is good for: once, to open a socket with; or on behalf of whoever opened one, while it is open. */
export type PassKind = 'ticket' | 'grant';

/** Whoever is given a grant holds it on behalf of others, and may not for longer than this even if they may. */
const LONGEST_GRANT_SECONDS = 24 * 3_600;
const TICKET_SECONDS = 30;
const ISSUER = 'symphainy-runtime';

interface Claims {
  readonly tenant: string;
  readonly actor: string;
  readonly scopes: readonly string[];
  /** Of the credentials that it was made from, so that it ends with them. */
  readonly of: { readonly id?: string; readonly issuedAt: number };
  /** Seconds since the epoch; null for credentials that do not run out. */
  readonly until: number | null;
}

export interface OpenedPass {
  readonly id: string;
  readonly identity: Identity;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * Passes that Runtime writes and alone can read: an identity for a while, in place of the credentials it was found by.
 * Every replica has the key, since it is made of the credential that the planes share.
 */
export class SignedPasses {
  private readonly key: Uint8Array;

  constructor(serviceToken: string) {
    this.key = new Uint8Array(hkdfSync('sha256', serviceToken, '', 'symphainy passes 1', 32));
  }

  async write(
    kind: PassKind,
    id: string,
    identity: Identity,
    now: number,
  ): Promise<{ pass: string; expiresAt: number }> {
    const seconds = Math.floor(now / 1_000);
    const until = identity.expiresAt === null ? null : Math.floor(identity.expiresAt / 1_000);
    const longest = seconds + (kind === 'ticket' ? TICKET_SECONDS : LONGEST_GRANT_SECONDS);
    const expires = Math.min(longest, until ?? longest);
    const { id: tokenId, issuedAt } = identity.token!;
    const claims: Claims = {
      tenant: identity.tenantId!,
      actor: identity.actor!,
      scopes: [...identity.scopes],
      of: { ...(tokenId !== undefined && { id: tokenId }), issuedAt },
      until,
    };
    const pass = await new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'HS256', typ: kind })
      .setIssuer(ISSUER)
      .setJti(id)
      .setExpirationTime(expires)
      .sign(this.key);
    return { pass, expiresAt: expires * 1_000 };
  }

  /** Throws `UNAUTHENTICATED` for one of the other kind, too. */
  async open(kind: PassKind, pass: string): Promise<OpenedPass> {
    const { payload } = await jwtVerify<Claims>(pass, this.key, {
      algorithms: ['HS256'],
      issuer: ISSUER,
      typ: kind,
      requiredClaims: ['exp', 'jti'],
    }).catch((error: unknown) => {
      throw unauthenticated(`The ${kind} is not one of this server's, or its time is over.`, error);
    });
    const { tenant, actor, scopes, of, until } = payload;
    const expiresAt = payload.exp! * 1_000;
    const identity: Identity = {
      tenantId: tenant,
      actor,
      scopes: new Set(scopes),
      // A ticket is gone at once, but not who it was for.
      expiresAt: kind === 'ticket' ? until && until * 1_000 : expiresAt,
      token: { id: of.id, issuedAt: of.issuedAt },
    };
    return { id: payload.jti!, identity, expiresAt };
  }
}
