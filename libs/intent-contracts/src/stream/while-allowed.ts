import { ProblemError } from '../problem/problem-error.js';
import type { StreamItem } from './stream-item.js';

/** On which terms somebody follows a stream. */
export interface StreamTerms {
  /** Rejects once they no longer may. */
  readonly check: () => Promise<void>;
  readonly everyMs: number;
  /** Milliseconds since the epoch from which on they may not; null for never. */
  readonly expiresAt: number | null;
}

/** The longest that a timer takes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The items, for as long as who follows them may: then `stop` is aborted, which is to end them, and what `check` rejected
 * with is thrown.
 */
export async function* whileAllowed(
  items: AsyncIterable<StreamItem>,
  { check, everyMs, expiresAt }: StreamTerms,
  stop: AbortController,
): AsyncGenerator<StreamItem, void> {
  let refusal: unknown;
  const refuse = (reason: unknown): void => {
    refusal ??= reason;
    stop.abort();
  };
  const looking = setInterval(() => void check().catch(refuse), everyMs);
  const expiry =
    expiresAt === null
      ? undefined
      : setTimeout(
          () => refuse(new ProblemError('UNAUTHENTICATED', 'The credentials have run out. Come back with fresh ones.')),
          Math.min(Math.max(0, expiresAt - Date.now()), LONGEST_TIMER_MS),
        );
  try {
    for await (const item of items) {
      if (refusal !== undefined) break;
      yield item;
    }
  } finally {
    clearInterval(looking);
    clearTimeout(expiry);
  }
  if (refusal !== undefined) throw refusal;
}
