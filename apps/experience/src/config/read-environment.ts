import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { isLoopback } from '../identity/loopback.js';
import { Environment } from './environment.js';

/** Shorter secrets can be guessed. */
const SHORTEST_SECRET = 32;

/** Says everything that is wrong with the environment at once. */
export class EnvironmentInvalid extends Error {
  override readonly name = 'EnvironmentInvalid';

  constructor(readonly reasons: string[]) {
    super(`the environment does not fit.\n${reasons.map((reason) => `  - ${reason}`).join('\n')}`);
  }
}

/**
 * The settings that the process's variables make up; one that is empty counts as left out. Nothing else reads variables.
 * Throws `EnvironmentInvalid` with every reason.
 */
export function readEnvironment(variables: Record<string, unknown> = process.env): Environment {
  const known = Object.keys(new Environment());
  const given = known.filter((name) => variables[name] !== undefined && variables[name] !== '');
  const environment = plainToInstance(Environment, Object.fromEntries(given.map((name) => [name, variables[name]])));
  const reasons = validateSync(environment, { stopAtFirstError: true }).map(
    ({ property, constraints = {} }) =>
      `${Object.values(constraints).join(', ')}. It is ${JSON.stringify(variables[property])}.`,
  );
  const isOpen = environment.AUTH_MODE !== 'jwt';
  if (!isOpen && environment.SERVICE_TOKEN.length < SHORTEST_SECRET) {
    reasons.push(
      `SERVICE_TOKEN must have at least ${SHORTEST_SECRET} characters that nobody can guess (openssl rand -base64 32), ` +
        "the same as Runtime's.",
    );
  }
  if (isOpen && !isLoopback(environment.EXPERIENCE_HOST) && environment.AUTH_ALLOW_OPEN_NETWORK !== true) {
    reasons.push(
      `EXPERIENCE_HOST is ${environment.EXPERIENCE_HOST}, which other machines can reach, and in open mode whoever ` +
        'reaches it may do everything. Bind to 127.0.0.1, or set AUTH_ALLOW_OPEN_NETWORK=true if that is meant.',
    );
  }
  if (reasons.length > 0) throw new EnvironmentInvalid(reasons);
  return environment;
}
