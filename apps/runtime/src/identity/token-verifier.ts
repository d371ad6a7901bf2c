import { createRemoteJWKSet, errors, importSPKI, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { ProblemError } from '@app/intent-contracts';
import type { TokenSettings } from '../config/token-settings.js';
import type { Identity } from './identity.js';
import { isScope } from './scopes.js';
import { unauthenticated } from './unauthenticated.js';

/** Clocks differ by so much, at most. */
const TOLERANCE_SECONDS = 5;
/** A token is a few hundred bytes; verifying one that is not costs as much as it is long. */
const LONGEST_TOKEN = 8 * 1024;
/** A key that its issuer has withdrawn is good for no longer than this. */
const KEYS_KEPT_MS = 30_000;
const KEYS_TIMEOUT_MS = 5_000;
/** What an access token may say that it is, in lower case. One that is made for something else is not taken for one. */
const TYPES: ReadonlySet<unknown> = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt']);
const LONGEST_NAME = 200;

type Keys = JWTVerifyGetKey | Awaited<ReturnType<typeof importSPKI>>;

/** Verifies access tokens of the one issuer that is trusted. */
export class TokenVerifier {
  private readonly keys: Promise<Keys>;

  /** The settings have been checked: a public key is one, and fits the algorithm. */
  constructor(private readonly settings: TokenSettings) {
    this.keys = this.load();
  }

  /** Throws `UNAUTHENTICATED`, or `IDENTITY_UNAVAILABLE` where the issuer's keys cannot be had. */
  async verify(token: string): Promise<Identity> {
    if (token.length > LONGEST_TOKEN) throw unauthenticated('The token is too long to be one.');
    const payload = await this.payloadOf(token);
    const tenantId = payload[this.settings.tenantClaim];
    if (typeof tenantId !== 'string' || tenantId === '' || tenantId.length > LONGEST_NAME) {
      throw unauthenticated(`The token names no tenant in "${this.settings.tenantClaim}".`);
    }
    return {
      tenantId,
      actor: payload.sub!.slice(0, LONGEST_NAME),
      scopes: new Set(scopesIn(payload[this.settings.scopeClaim])),
      expiresAt: payload.exp! * 1_000,
      token: { id: payload.jti, issuedAt: (payload.iat ?? 0) * 1_000 },
    };
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    const { issuer, audience, algorithms } = this.settings;
    const options = {
      issuer,
      audience,
      algorithms: [...algorithms],
      requiredClaims: ['exp', 'sub'],
      clockTolerance: TOLERANCE_SECONDS,
    };
    try {
      // jose reads no key and no address of one out of a token: `jwk`, `jku` and `x5u` are passed over.
      const keys = await this.keys;
      const { payload, protectedHeader } =
        typeof keys === 'function' ? await jwtVerify(token, keys, options) : await jwtVerify(token, keys, options);
      if (!TYPES.has(protectedHeader.typ?.toLowerCase())) throw unauthenticated('The token is not an access token.');
      if (payload.sub === '' || typeof payload.sub !== 'string') throw unauthenticated('The token has no subject.');
      return payload;
    } catch (error) {
      throw refusalOf(error);
    }
  }

  private async load(): Promise<Keys> {
    const { keySet, publicKey, algorithms } = this.settings;
    return publicKey === undefined ? keysAt(new URL(keySet!)) : importSPKI(publicKey, algorithms[0]!);
  }
}

/** The keys at an address, asked for again when they are old, or when a token names one that is not among them. */
function keysAt(address: URL): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(address, {
    cacheMaxAge: KEYS_KEPT_MS,
    cooldownDuration: KEYS_TIMEOUT_MS,
    timeoutDuration: KEYS_TIMEOUT_MS,
  });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (FAULTS_OF_TOKENS.some((fault) => error instanceof fault)) throw error;
      const detail = 'The keys of the issuer could not be read, so nobody can be recognised now. Try again.';
      throw new ProblemError('IDENTITY_UNAVAILABLE', detail, { retryAfter: 1, cause: error });
    }
  };
}

/** What looking for a key fails with when it is the token that is wrong. */
const FAULTS_OF_TOKENS = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

/** A list as a text with blanks between (RFC 9068), or as an array. What is no scope of ours is another server's. */
function scopesIn(claim: unknown): string[] {
  const named = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
  return named.filter((scope): scope is string => typeof scope === 'string' && isScope(scope));
}

function refusalOf(error: unknown): unknown {
  if (error instanceof ProblemError) return error;
  if (error instanceof errors.JWTExpired) return unauthenticated('The token has expired. Get a fresh one.', error);
  return unauthenticated('The token is not one that this server trusts.', error);
}
