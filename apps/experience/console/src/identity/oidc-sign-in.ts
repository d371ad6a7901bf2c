import { AnsweredProblem } from '../experience/answered-problem.js';
import { navigate } from '../routing/address.js';

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

/**
 * Changes the code that the issuer gave for a token, and goes where the reader was when they began. Rejects if the way back
 * does not belong to a way there.
 */
export async function endSignIn({ issuer, client_id }: Provider): Promise<string> {
  const answer = new URLSearchParams(location.search);
  const { verifier, state, back } = JSON.parse(sessionStorage.getItem(UNDER_WAY) ?? '{}') as Record<string, string>;
  sessionStorage.removeItem(UNDER_WAY);
  // Whatever comes of it, the code is gone from the address, and another try leads to the same page.
  navigate(back === undefined || back.startsWith('/sign-in') ? '/' : back, { replace: true });
  if (state === undefined || verifier === undefined || answer.get('state') !== state) {
    throw refused('This answer of the issuer belongs to no sign-in that was begun in this tab. Begin again.');
  }
  const error = answer.get('error');
  if (error !== null) throw refused(`The issuer says: ${answer.get('error_description') ?? error}`);
  const { token_endpoint } = await endpoints(issuer);
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: answer.get('code') ?? '',
    redirect_uri: redirectUri(),
    client_id,
    code_verifier: verifier,
  });
  const told = await asked<Record<string, string>>(token_endpoint, { method: 'POST', body });
  const { access_token, error_description, error: code } = told;
  if (access_token === undefined) {
    throw refused(`The issuer gave no token: ${error_description ?? code ?? 'it does not say why'}. Begin again.`);
  }
  return access_token;
}

async function endpoints(issuer: string): Promise<Endpoints> {
  return asked<Endpoints>(`${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`);
}

async function asked<Answer>(url: string, init?: RequestInit): Promise<Answer> {
  try {
    return (await (await fetch(url, init)).json()) as Answer;
  } catch {
    const { origin } = new URL(url);
    throw refused(`${origin} does not answer this page. It has to be up, and to allow ${location.origin} to ask it.`);
  }
}

function refused(detail: string): AnsweredProblem {
  return new AnsweredProblem({
    type: 'about:blank',
    title: 'You are not signed in',
    status: 0,
    detail,
    code: 'SIGN_IN_REFUSED',
    retryable: false,
  });
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
