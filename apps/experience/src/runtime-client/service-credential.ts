import type { Environment } from '../config/environment.js';

/** The header by which Runtime knows that it is one of its own that asks, on whoever's behalf; none in open mode. */
export function serviceCredential({ SERVICE_TOKEN }: Pick<Environment, 'SERVICE_TOKEN'>): Record<string, string> {
  return SERVICE_TOKEN ? { 'X-Service-Token': SERVICE_TOKEN } : {};
}
