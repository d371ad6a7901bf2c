import { milliseconds, type Duration } from './duration.js';

/** How a step is tried again: exponential waits with full jitter. */
export interface RetryPolicy {
  /** Attempts in all, the first included. 3 if left out; of an undo 10. */
  maxAttempts: number;
  /** Upper bound of the wait after the first attempt. 200 ms if left out. */
  initialInterval: Duration;
  /** Factor by which the bound grows with each attempt. 2 if left out. */
  backoff: number;
  /** What the bound does not grow beyond. A minute if left out; of an undo five. */
  maxInterval: Duration;
  /** Whether to wait a random part of the bound, so that many failing at once do not return at once. True if left out. */
  jitter: boolean;
}

export const STEP_RETRY: RetryPolicy = {
  maxAttempts: 3,
  initialInterval: '200ms',
  backoff: 2,
  maxInterval: '1m',
  jitter: true,
};

/** An undo that gives up needs a person, so it tries longer. */
export const UNDO_RETRY: RetryPolicy = { ...STEP_RETRY, maxAttempts: 10, maxInterval: '5m' };

/** A policy with the defaults for what is left out. Throws a TypeError for what is no policy. */
export function completePolicy(defaults: RetryPolicy, given: Partial<RetryPolicy> = {}): RetryPolicy {
  const policy = { ...defaults, ...given };
  milliseconds(policy.initialInterval);
  milliseconds(policy.maxInterval);
  if (!Number.isInteger(policy.maxAttempts) || policy.maxAttempts < 1) {
    throw new TypeError(`maxAttempts is ${policy.maxAttempts}; it counts the first attempt too, so it is at least 1.`);
  }
  if (!(policy.backoff >= 1))
    throw new TypeError(`backoff is ${policy.backoff}; waits grow by it, so it is at least 1.`);
  return policy;
}

/** Milliseconds to wait after the given attempt (1 for the first). `random` is in [0, 1). */
export function retryDelay(policy: RetryPolicy, attempt: number, random: () => number): number {
  const bound = Math.min(
    milliseconds(policy.maxInterval),
    milliseconds(policy.initialInterval) * policy.backoff ** (attempt - 1),
  );
  return Math.round(policy.jitter ? bound * random() : bound);
}
