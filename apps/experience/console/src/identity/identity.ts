/** On whose behalf this page asks. */
export type Identity =
  | { readonly mode: 'open'; readonly tenant: string; readonly user: string }
  /** The token is kept in memory alone: it is gone with the tab. */
  | { readonly mode: 'jwt'; readonly token: string; readonly user: string };

const DEFAULTS = { tenant: 'demo', user: 'you' };
const REMEMBERED = 'symphainy.identity';

/** In open mode, whom the address names, else whom the reader was the last time. */
export function rememberedIdentity(search: URLSearchParams): Identity {
  const remembered = readRemembered();
  const tenant = search.get('tenant') ?? remembered.tenant;
  return { mode: 'open', tenant: tenant === '' ? DEFAULTS.tenant : tenant, user: remembered.user };
}

export function remember({ tenant, user }: { tenant: string; user: string }): void {
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify({ tenant, user }));
  } catch {
    // A browser that keeps nothing: the defaults serve.
  }
}

function readRemembered(): { tenant: string; user: string } {
  try {
    const { tenant, user } = JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}') as Partial<typeof DEFAULTS>;
    return { tenant: tenant || DEFAULTS.tenant, user: user || DEFAULTS.user };
  } catch {
    return DEFAULTS;
  }
}

/** What a token says of its bearer, for showing it; whether it is true is for the server to say. */
export function subjectOf(token: string): string {
  try {
    const part = token.split('.')[1] ?? '';
    const claims = JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/'))) as Record<string, unknown>;
    const name = claims['preferred_username'] ?? claims['email'] ?? claims['sub'];
    return typeof name === 'string' && name !== '' ? name : 'signed in';
  } catch {
    return 'signed in';
  }
}

/** Names the identity where it separates what is kept of one from what is kept of another. */
export function nameOf(identity: Identity): string {
  return identity.mode === 'open' ? `open:${identity.tenant}` : `jwt:${identity.user}`;
}
