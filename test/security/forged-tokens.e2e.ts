import { createHmac, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, exportSPKI, generateKeyPair, type CryptoKey } from 'jose';
import type { Problem } from '@app/intent-contracts';
import { send } from '../processes/plane-client.js';
import { GuardedPlanes } from './guarded-planes.js';
import type { TokenWishes } from './issuer.js';

let planes: GuardedPlanes;
let stranger: { publicKey: CryptoKey; privateKey: CryptoKey };
/** Publishes the stranger's keys, and must not be asked for them. */
let trap: Server;
let trapped = 0;

beforeAll(async () => {
  [planes, stranger] = await Promise.all([GuardedPlanes.start(), generateKeyPair('RS256', { extractable: true })]);
  const keys = [{ ...(await exportJWK(stranger.publicKey)), kid: 'current', alg: 'RS256' }];
  trap = createServer((_request, response) => {
    trapped += 1;
    response.end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  trap.closeAllConnections();
  trap.close();
  await planes.kill();
});

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = (): number => Math.floor(Date.now() / 1_000);
const trapUrl = (): string => `http://127.0.0.1:${(trap.address() as AddressInfo).port}/keys`;
const good = (wishes: TokenWishes = {}): Promise<string> => planes.issuer.token('acme', wishes);

/** A good token's claims under a header and signature of one's own. */
async function resigned(header: object, sign: (input: string) => string): Promise<string> {
  const [, payload] = (await good()).split('.');
  const input = `${base64(header)}.${payload}`;
  return `${input}.${sign(input)}`;
}

const hmac =
  (secret: string | Buffer, hash = 'sha256') =>
  (input: string): string =>
    createHmac(hash, secret).update(input).digest('base64url');

async function tampered(change: (parts: [string, string, string]) => string): Promise<string> {
  return change((await good()).split('.') as [string, string, string]);
}

const FORGED: [what: string, make: () => Promise<string>][] = [
  ['is not signed, and says so', () => resigned({ alg: 'none', typ: 'at+jwt' }, () => '')],
  ['is not signed, and says so in capitals', () => resigned({ alg: 'NONE', typ: 'at+jwt' }, () => '')],
  ['is not signed, and says so oddly', () => resigned({ alg: 'nOnE' }, () => '')],
  ['has no signature', () => tampered(([header, payload]) => `${header}.${payload}.`)],
  ['has lost its signature', () => tampered(([header, payload]) => `${header}.${payload}`)],
  [
    'is signed with the public key as if it were a secret',
    async () => resigned({ alg: 'HS256', kid: 'current' }, hmac(await exportSPKI(planes.issuer.keys.publicKey))),
  ],
  [
    'is signed with the public JWK as if it were a secret',
    async () =>
      resigned({ alg: 'HS256', kid: 'current' }, hmac(JSON.stringify(await exportJWK(planes.issuer.keys.publicKey)))),
  ],
  ['is signed with an empty secret', () => resigned({ alg: 'HS256' }, hmac(''))],
  ['is signed with the service credential', () => resigned({ alg: 'HS256' }, hmac(planes.serviceToken))],
  ['is signed with a longer hash of a secret', () => resigned({ alg: 'HS512' }, hmac('secret', 'sha512'))],
  ["is signed with a stranger's key", () => good({ key: stranger.privateKey })],
  ["is signed with a stranger's key of no name", () => good({ key: stranger.privateKey, header: { kid: undefined } })],
  [
    'brings its own key along',
    async () => good({ key: stranger.privateKey, header: { jwk: await exportJWK(stranger.publicKey) } }),
  ],
  ['says where its key is', () => good({ key: stranger.privateKey, header: { jku: trapUrl() } })],
  ['says where its certificate is', () => good({ key: stranger.privateKey, header: { x5u: trapUrl() } })],
  ['names a key that there is not', () => good({ header: { kid: 'another' } })],
  ['names a key by a path', () => good({ key: stranger.privateKey, header: { kid: '../../../../dev/null' } })],
  ['names a key by SQL', () => good({ key: stranger.privateKey, header: { kid: "' OR '1'='1" } })],
  [
    'is signed by an algorithm that is not allowed',
    () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      return good({
        key: createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })) as never,
        header: { alg: 'PS512' },
      });
    },
  ],
  [
    'is signed with a good key by another algorithm',
    () => good({ header: { alg: 'RS512' } }).catch(() => resigned({ alg: 'RS512', kid: 'current' }, hmac('x'))),
  ],
  [
    'must be understood in a way that nobody knows',
    () => resigned({ alg: 'RS256', kid: 'current', crit: ['exp2'], exp2: 1 }, hmac('x')),
  ],
  ['is made for another server', () => good({ claims: { aud: 'someone-else' } })],
  ['is made for several others', () => good({ claims: { aud: ['a', 'b'] } })],
  ['is made for nobody', () => good({ claims: { aud: undefined } })],
  ['is of another issuer', () => good({ claims: { iss: 'https://evil.example' } })],
  [
    'is of an issuer whose name only begins alike',
    () => good({ claims: { iss: `${planes.issuer.url}.evil.example` } }),
  ],
  ['is of no issuer', () => good({ claims: { iss: undefined } })],
  ['is an identity token', () => good({ header: { typ: 'id+jwt' } })],
  ['is a logout token', () => good({ header: { typ: 'logout+jwt' } })],
  ['has expired', () => good({ claims: { exp: now() - 60 } })],
  ['never expires', () => good({ claims: { exp: undefined } })],
  ['expires at a text', () => good({ claims: { exp: String(now() + 3_600) } })],
  ['is not good yet', () => good({ claims: { nbf: now() + 600 } })],
  ['has no subject', () => good({ claims: { sub: undefined } })],
  ['has an empty subject', () => good({ claims: { sub: '' } })],
  ['names no tenant', () => good({ claims: { tenant_id: undefined } })],
  ['names an empty tenant', () => good({ claims: { tenant_id: '' } })],
  ['names several tenants', () => good({ claims: { tenant_id: ['acme', 'globex'] } })],
  ['names a tenant that is a number', () => good({ claims: { tenant_id: 7 } })],
  [
    'was given another tenant after it was signed',
    () =>
      tampered(([header, payload, signature]) => {
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
        return `${header}.${base64({ ...claims, tenant_id: 'globex' })}.${signature}`;
      }),
  ],
  ['has a signature that was cut', () => tampered(([h, p, s]) => `${h}.${p}.${s.slice(0, -8)}`)],
  ['has more parts than three', () => tampered(([h, p, s]) => `${h}.${p}.${s}.${s}.${s}`)],
  ['is encrypted, or says so', () => resigned({ alg: 'dir', enc: 'A256GCM' }, () => 'x')],
  ['is too long to be one', async () => `${await good()}${'A'.repeat(9_000)}`],
  ['is no token', async () => 'anything'],
  ['is a key that was never made', async () => `sk_${'0'.repeat(32)}_${'A'.repeat(43)}`],
  [
    'is a grant that Runtime has not signed',
    async () => `grant.${await resigned({ alg: 'HS256', typ: 'grant' }, hmac('x'))}`,
  ],
  ['is a grant that is not signed', async () => `grant.${await resigned({ alg: 'none', typ: 'grant' }, () => '')}`],
];

describe('a token that is not one that this server trusts', () => {
  it('is told from a good one: that is let in on both planes', async () => {
    const token = await good();
    for (const url of [`${planes.runtime.url}/api/identity`, `${planes.experience.url}/v1/identity`]) {
      const answer = await send('GET', url, { headers: planes.headers(token) });
      expect(answer).toMatchObject({ status: 200, body: { tenant_id: 'acme', actor: 'ann@acme' } });
    }
  });

  it.each(FORGED)('is refused on both planes where it %s', async (_what, make) => {
    const headers = planes.headers(await make());
    for (const url of [`${planes.runtime.url}/api/execution`, `${planes.experience.url}/v1/execution`]) {
      const answer = await send<Problem>('GET', url, { headers });
      expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(answer.text).not.toContain(headers['authorization']!.slice('Bearer '.length));
    }
  });

  it('makes nobody ask for keys at an address that it brings', () => {
    expect(trapped).toBe(0);
  });

  it.each([
    ['none', undefined],
    ['another scheme', 'Basic YTpi'],
    ['no token', 'Bearer'],
    ['two tokens', 'Bearer a b'],
  ])('is missed where Authorization is %s', async (_what, authorization) => {
    const headers = { ...planes.headers(undefined), ...(authorization !== undefined && { authorization }) };
    for (const url of [`${planes.runtime.url}/api/execution`, `${planes.experience.url}/v1/execution`]) {
      expect(await send('GET', url, { headers })).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    }
  });
});

describe('the service credential', () => {
  const LISTED = '/api/execution';

  it.each([
    ['alone', (): Promise<undefined> => Promise.resolve(undefined)],
    ['in the place of a token', (): Promise<string> => Promise.resolve(planes.serviceToken)],
  ])('%s opens nothing', async (_how, token) => {
    const headers = planes.headers(await token());
    for (const path of [
      LISTED,
      '/api/intent/types',
      '/api/events?tenant_id=acme',
      '/api/access/key',
      '/api/identity',
    ]) {
      expect(await send('GET', planes.runtime.url + path, { headers })).toMatchObject({ status: 401 });
    }
    const ticket = { ticket: 'made-up' };
    const redeemed = await send('POST', `${planes.runtime.url}/api/events/ticket/redeem`, { headers, json: ticket });
    expect(redeemed).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  });

  it.each([
    ['missing', ''],
    ['another one', 'x'.repeat(44)],
  ])('is asked for beside a good token: %s, and Runtime does not serve', async (_how, service) => {
    const headers = planes.headers(await good(), service);
    expect(await send('GET', planes.runtime.url + LISTED, { headers })).toMatchObject({ status: 401 });
  });
});
