import { REPRESENTATIONS } from '../adapter-kit/produces.js';

/** What of a request tells which representation it wants. */
interface Negotiating {
  accepts(types: string[]): string | false;
}

/** The representation that a client likes best; what has only one ignores this. */
export function negotiatedRepresentation(request: unknown): string {
  return (request as Negotiating).accepts([...REPRESENTATIONS]) || REPRESENTATIONS[0];
}
