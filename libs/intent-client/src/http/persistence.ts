import type { StreamItem } from '@app/intent-contracts';
import type { Backoff } from '../backoff.js';
import { isPassing } from '../passing.js';
import { pause } from '../pause.js';
import { StreamRefused } from '../stream-refused.js';
import type { ToldUpstream } from '../told-upstream.js';
import { HttpRefusal } from './refusal.js';

/** Waits until it is time for the next try, and tells that the server is away. Throws what trying again does not help with. */
export async function* afterFailure(
  error: unknown,
  upstream: ToldUpstream,
  backoff: Backoff,
  signal: AbortSignal,
): AsyncGenerator<StreamItem, void> {
  if (signal.aborted) return;
  if (error instanceof HttpRefusal && !isPassing(error.problem)) throw new StreamRefused(error.problem);
  const isTooMuch = error instanceof HttpRefusal && error.problem.status === 429;
  if (!isTooMuch) yield* upstream.tell('away');
  const asked = error instanceof HttpRefusal ? error.retryAfterMs : 0;
  await pause(asked + backoff.next(), signal);
}
