import { createPublicKey } from 'node:crypto';
import { isLoopback } from '../identity/loopback.js';

/** By which tokens callers are recognised. */
export interface TokenSettings {
  readonly issuer: string;
  readonly audience: string;
  /** Address of the issuer's keys; or else there is a public key. */
  readonly keySet: string | undefined;
  /** SPKI in PEM. */
  readonly publicKey: string | undefined;
  /** Signatures that are accepted, and no others whatever a token says. */
  readonly algorithms: readonly string[];
  readonly tenantClaim: string;
  readonly scopeClaim: string;
  /** What only the planes know. */
  readonly serviceToken: string;
  /** Under which API keys are hashed; undefined where there are none. */
  readonly apiKeyPepper: string | undefined;
}

/** Asymmetric all of them: with a secret that issuer and server share, the server could issue tokens itself. */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

const KEY_TYPES: Readonly<Record<string, string>> = { R: 'rsa', P: 'rsa', E: 'ec' };

/** Shorter secrets can be guessed. */
export const SHORTEST_SECRET = 32;

/** What is wrong with a public key for an algorithm; undefined for nothing. */
function flawOfPublicKey(pem: string, algorithm: string): string | undefined {
  try {
    const { asymmetricKeyType: type } = createPublicKey(pem);
    const fitting = algorithm === 'EdDSA' ? 'ed25519' : KEY_TYPES[algorithm[0]!];
    return type === fitting ? undefined : `it is a key of type ${type}, which ${algorithm} does not sign with`;
  } catch {
    return 'it is not a public key in PEM (-----BEGIN PUBLIC KEY-----)';
  }
}

/** The variables that say by which tokens callers are recognised. */
interface TokenVariables {
  readonly AUTH_ISSUER: string;
  readonly AUTH_AUDIENCE: string;
  readonly AUTH_JWKS_URL: string;
  readonly AUTH_PUBLIC_KEY: string;
  readonly AUTH_ALGORITHMS: readonly string[];
  readonly SERVICE_TOKEN: string;
  readonly API_KEY_PEPPER: string;
}

/** Every reason why tokens could not be trusted with these variables. Secrets are not repeated. */
export function flawsOfTokens(variables: TokenVariables): string[] {
  const { AUTH_ALGORITHMS: algorithms, SERVICE_TOKEN: service, API_KEY_PEPPER: pepper } = variables;
  const long = `set at least ${SHORTEST_SECRET} characters that nobody can guess (openssl rand -base64 32)`;
  const flaws = [
    variables.AUTH_ISSUER === '' && 'AUTH_ISSUER: set whose tokens are trusted, as their `iss` has it',
    variables.AUTH_AUDIENCE === '' && 'AUTH_AUDIENCE: set whom tokens are made for, as their `aud` has it',
    algorithms.length === 0 && `AUTH_ALGORITHMS: name at least one of ${ALGORITHMS.join(', ')}`,
    flawOfKeys(variables),
    service.length < SHORTEST_SECRET && `SERVICE_TOKEN: ${long}, the same for both planes`,
    pepper !== '' && pepper.length < SHORTEST_SECRET && `API_KEY_PEPPER: ${long}, or unset it to have no API keys`,
    pepper !== '' && pepper === service && 'API_KEY_PEPPER: it is the SERVICE_TOKEN; set another secret',
  ];
  return flaws.filter((flaw) => flaw !== false && flaw !== undefined);
}

function flawOfKeys({
  AUTH_JWKS_URL: url,
  AUTH_PUBLIC_KEY: pem,
  AUTH_ALGORITHMS: algorithms,
}: TokenVariables): string | undefined {
  if ((url === '') === (pem === '')) {
    return 'AUTH_JWKS_URL: set where the issuer publishes its keys, or AUTH_PUBLIC_KEY, and only one of them';
  }
  if (pem === '') return flawOfAddress(url);
  if (algorithms.length !== 1) {
    return 'AUTH_ALGORITHMS: with AUTH_PUBLIC_KEY name the one algorithm that the key signs with';
  }
  const flaw = flawOfPublicKey(pem, algorithms[0]!);
  return flaw && `AUTH_PUBLIC_KEY: ${flaw}`;
}

/** Whoever can change what comes over the wire could put in a key of their own. */
function flawOfAddress(url: string): string | undefined {
  if (!URL.canParse(url)) return 'AUTH_JWKS_URL: write an address, beginning with https://';
  const { protocol, hostname, username } = new URL(url);
  if (username !== '') return 'AUTH_JWKS_URL: leave credentials out of it; keys are public';
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return undefined;
  return 'AUTH_JWKS_URL: it is to begin with https://, unless it is on this machine';
}
