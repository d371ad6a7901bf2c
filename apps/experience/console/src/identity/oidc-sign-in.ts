interface Provider {
  readonly issuer: string;
  readonly client_id: string;
}

interface Endpoints {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
}

/** What has to outlive the way to the issuer and back; nothing of it is a secret for longer than that. */
const UNDER_WAY = 'symphainy.sign-in';

/** Sends the reader to the issuer, by the authorization code flow with PKCE (RFC 7636). */
export async function beginSignIn({ issuer, client_id }: Provider): Promise<void> {
  const { authorization_endpoint } = await endpoints(issuer);
  const verifier = random();
  const state = random();
  const back = location.pathname + location.search;
  sessionStorage.setItem(UNDER_WAY, JSON.stringify({ verifier, state, back }));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id,
    redirect_uri: redirectUri(),
    scope: 'openid profile email',
    state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  });
  location.assign(`${authorization_endpoint}?${query.toString()}`);
}

/** Whether this page was opened by the issuer. */
export function isReturning(): boolean {
  return location.pathname === '/sign-in' && new URLSearchParams(location.search).has('state');
}

/** Changes the code that the issuer gave for a token. Rejects if the way back does not belong to a way there. */
export async function endSignIn({ issuer, client_id }: Provider): Promise<string> {
  const answer = new URLSearchParams(location.search);
  const { verifier, state, back } = JSON.parse(sessionStorage.getItem(UNDER_WAY) ?? '{}') as Record<string, string>;
  sessionStorage.removeItem(UNDER_WAY);
  history.replaceState(null, '', back?.startsWith('/') && !back.startsWith('/sign-in') ? back : '/');
  if (answer.get('error') !== null)
    throw new Error(answer.get('error_description') ?? `The issuer says: ${answer.get('error')}`);
  if (state === undefined || verifier === undefined || answer.get('state') !== state) {
    throw new Error('This answer of the issuer belongs to no sign-in that was begun here. Begin again.');
  }
  const { token_endpoint } = await endpoints(issuer);
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: answer.get('code') ?? '',
    redirect_uri: redirectUri(),
    client_id,
    code_verifier: verifier,
  });
  const told = (await (await fetch(token_endpoint, { method: 'POST', body })).json()) as Record<string, string>;
  if (told['access_token'] === undefined) throw new Error(told['error_description'] ?? 'The issuer gave no token.');
  return told['access_token'];
}

async function endpoints(issuer: string): Promise<Endpoints> {
  const answer = await fetch(`${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`);
  return (await answer.json()) as Endpoints;
}

function redirectUri(): string {
  return `${location.origin}/sign-in`;
}

function random(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
