import type { ProblemCode } from './problem-code.js';
import { problemOf, type Problem, type ProblemExtras } from './problem.js';

/** Beside the problem's own members: when to try again, sent as the `Retry-After` header, in seconds. */
export type ProblemErrorOptions = ProblemExtras & { retryAfter?: number; cause?: unknown };

/** An error that already knows how it reads on the wire. Either plane's exception filter answers with its `problem`. */
export class ProblemError extends Error {
  readonly problem: Problem;
  readonly retryAfter: number | undefined;

  constructor(code: ProblemCode, detail: string, { retryAfter, cause, ...extras }: ProblemErrorOptions = {}) {
    super(`${code}: ${detail}`, { cause });
    this.name = 'ProblemError';
    this.problem = problemOf(code, detail, extras);
    this.retryAfter = retryAfter;
  }
}
