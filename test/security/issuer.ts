import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTHeaderParameters } from 'jose';

const AUDIENCE = 'symphainy';
const EVERY_SCOPE =
  'read sessions:write artifacts:write intents:submit queries:ask executions:signal executions:operate admin:read admin:access';

/** What a token says, beside what it says if nothing else is wanted. */
export interface TokenWishes {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Partial<JWTHeaderParameters>;
  readonly key?: CryptoKey | Uint8Array;
}

/** Somebody who issues tokens, and publishes the keys that they are signed with. */
export class Issuer {
  /** How often its keys were asked for. */
  asked = 0;

  private constructor(
    private readonly server: Server,
    readonly keys: { readonly publicKey: CryptoKey; readonly privateKey: CryptoKey },
    private readonly published: JWK[],
  ) {}

  static async start(): Promise<Issuer> {
    const keys = await generateKeyPair('RS256', { extractable: true });
    const published = [{ ...(await exportJWK(keys.publicKey)), kid: 'current', alg: 'RS256', use: 'sig' }];
    const server = createServer((_request, response) => {
      issuer.asked += 1;
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: issuer.published }));
    });
    const issuer = new Issuer(server, keys, published);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What both planes are told to trust it. */
  get settings(): Record<string, string> {
    return {
      AUTH_MODE: 'jwt',
      AUTH_ISSUER: this.url,
      AUTH_AUDIENCE: AUDIENCE,
      AUTH_JWKS_URL: `${this.url}/keys`,
    };
  }

  /** A good token of a tenant's, but for what is wished otherwise; a claim or header that is undefined is left out. */
  async token(tenantId: string, { claims = {}, header = {}, key }: TokenWishes = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const said: Record<string, unknown> = {
      iss: this.url,
      aud: AUDIENCE,
      sub: `ann@${tenantId}`,
      iat: now,
      exp: now + 3_600,
      tenant_id: tenantId,
      scope: EVERY_SCOPE,
      ...claims,
    };
    const payload = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
    const named = { alg: 'RS256', typ: 'at+jwt', kid: 'current', ...header };
    const protectedHeader = Object.fromEntries(
      Object.entries(named).filter(([, value]) => value !== undefined),
    ) as unknown as JWTHeaderParameters;
    return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(key ?? this.keys.privateKey);
  }

  /** Publishes no keys any more. */
  withdrawKeys(): void {
    this.published.length = 0;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
