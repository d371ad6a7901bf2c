import type { IncomingHttpHeaders } from 'node:http';
import type { TokenSettings } from '../config/token-settings.js';
import type { Clock } from '../determinism/clock.js';
import { ApiKeys } from './api-keys.js';
import { Authenticator } from './authenticator.js';
import type { Identity } from './identity.js';
import type { Revocations } from './revocations.js';
import { isSameSecret } from './secret-text.js';
import type { SignedPasses } from './signed-passes.js';
import type { TokenVerifier } from './token-verifier.js';
import { unauthenticated } from './unauthenticated.js';

/** How long a caller who was recognised is taken for the same: a signature costs more than all else about a request. */
const REMEMBERED_MS = 30_000;
const REMEMBERED = 10_000;
const GRANT = 'grant.';

/** How callers may be recognised. */
interface Means {
  readonly tokens: TokenVerifier;
  readonly keys: ApiKeys | undefined;
  readonly passes: SignedPasses;
  readonly revocations: Revocations;
  readonly clock: Clock;
}

/**
 * jwt mode: a request carries what only the planes know, and the caller's own access token, API key, or a grant on the
 * caller's behalf. It is the caller's that is decided on; the planes' alone is good for nothing.
 */
export class TokenAuthenticator extends Authenticator {
  private readonly remembered = new Map<string, { readonly identity: Identity; readonly until: number }>();

  constructor(
    private readonly settings: TokenSettings,
    private readonly means: Means,
  ) {
    super();
  }

  override async authenticate(headers: IncomingHttpHeaders): Promise<Identity> {
    const identity = await this.ofConnection(headers);
    if (identity !== undefined) return identity;
    throw unauthenticated('Say who you are: Authorization: Bearer <token>, or an API key in its place.');
  }

  override async ofConnection(headers: IncomingHttpHeaders): Promise<Identity | undefined> {
    const { authorization, 'x-service-token': service } = headers;
    if (typeof service !== 'string' || !isSameSecret(service, this.settings.serviceToken)) {
      throw unauthenticated('The service credential (X-Service-Token) is missing, or is not the one of this server.');
    }
    if (authorization === undefined) return undefined;
    const [, credential] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    if (credential === undefined) throw unauthenticated('Authorization is to be: Bearer, a blank, and the token.');
    const identity = await this.recognised(credential);
    this.means.revocations.check(identity);
    return identity;
  }

  private async recognised(credential: string): Promise<Identity> {
    const now = this.means.clock.now();
    const known = this.remembered.get(credential);
    if (known !== undefined && known.until > now) return known.identity;
    this.remembered.delete(credential);
    const identity = await this.recognise(credential);
    // The oldest makes room.
    if (this.remembered.size >= REMEMBERED) this.remembered.delete(this.remembered.keys().next().value!);
    const until = Math.min(now + REMEMBERED_MS, identity.expiresAt ?? Number.POSITIVE_INFINITY);
    this.remembered.set(credential, { identity, until });
    return identity;
  }

  private async recognise(credential: string): Promise<Identity> {
    const { keys, passes, tokens } = this.means;
    if (credential.startsWith(GRANT)) return (await passes.open('grant', credential.slice(GRANT.length))).identity;
    if (!ApiKeys.isOne(credential)) return tokens.verify(credential);
    if (keys === undefined) throw unauthenticated('This server has no API keys (API_KEY_PEPPER).');
    return keys.recognise(credential);
  }
}

/** As which a grant is sent. */
export function asGrant(pass: string): string {
  return `${GRANT}${pass}`;
}
