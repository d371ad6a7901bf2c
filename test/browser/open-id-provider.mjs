import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Issuer } from '../security/issuer.js';

/**
 * Where people sign in: an OpenID provider that knows one person, and asks them for nothing. It holds to PKCE (RFC 7636):
 * it begins nothing without a challenge, and gives no token to whoever has the code alone. Tokens are given by another
 * host than the one that it is named after, as by some of the large ones.
 */
export class OpenIdProvider {
  /** What pages have sent people here with. */
  asked = [];
  /** How often somebody came for a token. */
  exchanges = 0;
  /** What is made of the answer before it goes back: by default nothing. */
  answering = (answer) => answer;
  #codes = new Map();

  constructor(clientId, tenantId) {
    this.clientId = clientId;
    this.tenantId = tenantId;
    this.front = createServer((request, response) => this.#answer(request, response));
    this.tokens = createServer((request, response) => void this.#exchange(request, response));
  }

  static async start(clientId, tenantId) {
    const provider = new OpenIdProvider(clientId, tenantId);
    provider.signer = await Issuer.start();
    for (const server of [provider.front, provider.tokens]) {
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    }
    return provider;
  }

  get url() {
    return `http://127.0.0.1:${this.front.address().port}`;
  }

  get tokenUrl() {
    return `http://127.0.0.1:${this.tokens.address().port}`;
  }

  /** What both planes are told to trust it. */
  get settings() {
    return { ...this.signer.settings, AUTH_ISSUER: this.url };
  }

  token() {
    return this.signer.token(this.tenantId, { claims: { iss: this.url, preferred_username: 'ann' } });
  }

  async stop() {
    for (const server of [this.front, this.tokens]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    await this.signer.stop();
  }

  #answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.url);
    if (pathname === '/authorize') return this.#authorize(Object.fromEntries(searchParams), response);
    if (pathname !== '/.well-known/openid-configuration') return response.writeHead(404).end();
    const told = {
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.tokenUrl}/token`,
      code_challenge_methods_supported: ['S256'],
    };
    return sendJson(response, 200, told);
  }

  #authorize(wish, response) {
    this.asked.push(wish);
    const isProven = wish.code_challenge_method === 'S256' && /^[\w-]{43}$/.test(wish.code_challenge ?? '');
    const code = randomUUID();
    if (isProven) this.#codes.set(code, wish);
    const answer = isProven ? { code } : { error: 'invalid_request', error_description: 'There is no code challenge.' };
    const back = new URL(wish.redirect_uri);
    back.search = new URLSearchParams(this.answering({ ...answer, state: wish.state })).toString();
    response.writeHead(302, { Location: back.href }).end();
  }

  async #exchange(request, response) {
    this.exchanges += 1;
    const told = Object.fromEntries(new URLSearchParams(await text(request)));
    const wish = this.#codes.get(told.code);
    // It is good once.
    this.#codes.delete(told.code);
    const isSame =
      wish !== undefined &&
      told.grant_type === 'authorization_code' &&
      told.client_id === this.clientId &&
      wish.client_id === this.clientId &&
      told.redirect_uri === wish.redirect_uri &&
      wish.code_challenge ===
        createHash('sha256')
          .update(told.code_verifier ?? '')
          .digest('base64url');
    if (!isSame)
      return sendJson(response, 400, { error: 'invalid_grant', error_description: 'The code is not yours.' });
    return sendJson(response, 200, { access_token: await this.token(), token_type: 'Bearer', expires_in: 3_600 });
  }
}

function sendJson(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' });
  response.end(JSON.stringify(body));
}
