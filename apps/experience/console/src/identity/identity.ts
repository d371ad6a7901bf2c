/** On whose behalf this page asks. */
export type Identity =
  | { readonly mode: 'open'; readonly tenant: string; readonly user: string }
  /** The token is kept in memory alone: it is gone with the tab. The server has said whose it is and of which tenant. */
  | {
      readonly mode: 'jwt';
      readonly token: string;
      readonly tenant: string | undefined;
      readonly actor: string | undefined;
      readonly user: string;
    };

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

/** What a token calls its bearer, for showing it; undefined where it is none that can be read, as API keys are not. */
export function nameIn(token: string): string | undefined {
  try {
    const part = token.split('.')[1] ?? '';
    const claims = JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/'))) as Record<string, unknown>;
    const name = claims['preferred_username'] ?? claims['email'] ?? claims['sub'];
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}

/** Names the identity where it separates what is kept of one from what is kept of another: two tenants may each have an Ann. */
export function nameOf(identity: Identity): string {
  return JSON.stringify(
    identity.mode === 'open' ? ['open', identity.tenant] : ['jwt', identity.tenant, identity.actor],
  );
}
