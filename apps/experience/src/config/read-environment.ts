import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { bareHost, isLoopback } from '../identity/loopback.js';
import { Environment } from './environment.js';
import { misspeltVariables, type Misspelt } from './misspelt-variables.js';
import { redacted } from './redacted.js';
import { RUNTIME_VARIABLES } from './runtime-variables.js';

/** Shorter secrets can be guessed. */
const SHORTEST_SECRET = 32;

/** Says everything that is wrong with the environment at once. */
export class EnvironmentInvalid extends Error {
  override readonly name = 'EnvironmentInvalid';

  constructor(readonly reasons: string[]) {
    super(`the environment does not fit.\n${reasons.map((reason) => `  - ${reason}`).join('\n')}`);
  }
}

const KNOWN = Object.keys(new Environment());

/** What the variables say, unchecked, with the default of everything that they do not say. */
export function settingsOf(variables: Readonly<Record<string, unknown>> = process.env): Environment {
  const given = KNOWN.filter((name) => variables[name] !== undefined && variables[name] !== '');
  return plainToInstance(Environment, Object.fromEntries(given.map((name) => [name, variables[name]])));
}

/** Variables that are meant for Experience by their names, and that nothing reads. */
export function misspelt(variables: Readonly<Record<string, unknown>> = process.env): Misspelt {
  return misspeltVariables(variables, new Set([...KNOWN, ...RUNTIME_VARIABLES]));
}

/** Every request would be answered by asking itself. */
function isItself({ RUNTIME_URL, EXPERIENCE_HOST, EXPERIENCE_PORT }: Environment): boolean {
  if (!URL.canParse(RUNTIME_URL)) return false;
  const { protocol, hostname, port } = new URL(RUNTIME_URL);
  const isOwnPort = (port || (protocol === 'https:' ? '443' : '80')) === String(EXPERIENCE_PORT);
  const own = bareHost(EXPERIENCE_HOST);
  const isHere = isLoopback(hostname) && (isLoopback(own) || own === '0.0.0.0' || own === '::');
  return isOwnPort && (isHere || bareHost(hostname) === own);
}

/**
 * The settings that the process's variables make up; one that is empty counts as left out. Nothing else reads variables.
 * Throws `EnvironmentInvalid` with every reason.
 */
export function readEnvironment(variables: Record<string, unknown> = process.env): Environment {
  const environment = settingsOf(variables);
  const reasons = validateSync(environment, { stopAtFirstError: true }).map(
    ({ property, constraints = {} }) =>
      `${Object.values(constraints).join(', ')}. It is ${JSON.stringify(redacted(property, variables[property]))}.`,
  );
  const isOpen = environment.AUTH_MODE !== 'jwt';
  if (!isOpen && environment.SERVICE_TOKEN.length < SHORTEST_SECRET) {
    reasons.push(
      `SERVICE_TOKEN must have at least ${SHORTEST_SECRET} characters that nobody can guess (openssl rand -base64 32), ` +
        "the same as Runtime's.",
    );
  }
  if (environment.METRICS_TOKEN !== '' && environment.METRICS_TOKEN.length < SHORTEST_SECRET) {
    reasons.push(`METRICS_TOKEN must have at least ${SHORTEST_SECRET} characters that nobody can guess, or be unset.`);
  }
  if (isOpen && !isLoopback(environment.EXPERIENCE_HOST) && environment.AUTH_ALLOW_OPEN_NETWORK !== true) {
    reasons.push(
      `EXPERIENCE_HOST is ${environment.EXPERIENCE_HOST}, which other machines can reach, and in open mode whoever ` +
        'reaches it may do everything. Bind to 127.0.0.1, or set AUTH_ALLOW_OPEN_NETWORK=true if that is meant.',
    );
  }
  if (isItself(environment)) {
    reasons.push('RUNTIME_URL is where Experience itself is to listen. Name the address of Runtime.');
  }
  reasons.push(...misspelt(variables).refusals);
  if (reasons.length > 0) throw new EnvironmentInvalid(reasons);
  return environment;
}
