import type { Problem } from '@app/intent-contracts';

/** Too many requests, and what a server or a proxy says of one that is away. */
const PASSING: readonly number[] = [429, 502, 503, 504];

/** Whether the same request will be answered a little later, so that it is worth waiting for. */
export function isPassing({ retryable, status }: Pick<Problem, 'retryable' | 'status'>): boolean {
  return retryable && PASSING.includes(status);
}
