import { ProblemError } from '@app/intent-contracts';

/**
 * How a call failed to get an answer: `refused` no connection was to be had, `unreachable` nor a refusal, `stale` it met
 * a pooled connection that Runtime had closed, `cut` the connection broke under it, `silent` the answer took too long,
 * `lost` Runtime was known to be away.
 */
export type HowAway = 'refused' | 'unreachable' | 'stale' | 'cut' | 'silent' | 'lost';

/** What ends a call to Runtime before its answer. */
export class RuntimeAway extends Error {
  override readonly name = 'RuntimeAway';

  constructor(
    readonly how: HowAway,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** The client has gone: nobody is left to answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

const RETRY_AFTER_SECONDS = 1;

/** What the client is told when Runtime gave no answer. */
export function unavailable(cause: RuntimeAway): ProblemError {
  return new ProblemError(
    'RUNTIME_UNAVAILABLE',
    'Runtime gave no answer. Try again; with an Idempotency-Key, what was accepted already is not done twice.',
    { retryAfter: RETRY_AFTER_SECONDS, cause },
  );
}

/** What the client is told when this process stops while it waits. */
export function shuttingDown(): ProblemError {
  return new ProblemError('SHUTTING_DOWN', 'This server is stopping. Ask again; another or the next one answers.', {
    retryAfter: RETRY_AFTER_SECONDS,
  });
}
