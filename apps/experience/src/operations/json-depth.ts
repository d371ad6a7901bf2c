import { requestInvalid } from '../adapter-kit/request-invalid.js';

const MAX_DEPTH = 32;

/** Refuses what is nested deeper than any payload is, before recursive code meets it. */
export function assertShallow(body: unknown): void {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) {
      throw requestInvalid('', 'max_depth', `The body is nested deeper than ${MAX_DEPTH} levels. Flatten it.`);
    }
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}
