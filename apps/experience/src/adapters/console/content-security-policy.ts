import type { DeliverySettings } from '../../adapter-kit/index.js';

/**
 * What the console's page may do, and nothing else: its own scripts and styles, no inline ones, and talk to nobody but
 * the server it came from. `'self'` covers the WebSocket of the same host too. An issuer, where people sign in with one, is
 * asked for tokens.
 */
export function contentSecurityPolicy(oidc: DeliverySettings['oidc']): string {
  const { issuer = '', origins = [] } = oidc ?? {};
  const asked = ["'self'", ...(URL.canParse(issuer) ? [new URL(issuer).origin] : []), ...origins];
  return Object.entries({
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self'",
    'connect-src': asked.join(' '),
    'form-action': "'none'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
    'object-src': "'none'",
    'require-trusted-types-for': "'script'",
  })
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}
