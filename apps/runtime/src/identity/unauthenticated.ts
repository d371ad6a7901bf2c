import { ProblemError } from '@app/intent-contracts';

/** One refusal for whatever is wrong with credentials: what exactly it is would help those who try them out. */
export function unauthenticated(detail: string, cause?: unknown): ProblemError {
  return new ProblemError('UNAUTHENTICATED', detail, { cause });
}
