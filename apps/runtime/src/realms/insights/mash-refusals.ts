import type { ProblemCode } from '@app/intent-contracts';
import { ProblemError, RetryableError, TerminalError } from '../../realm-kit/index.js';
import { MasherFailed } from './engine/masher.js';
import { MashImpossible } from './planning/mash-impossible.js';

/** What a step throws where the work threw this: nothing was applied, and trying again helps only where the child failed. */
export function asStepFailure(error: unknown): unknown {
  if (error instanceof MashImpossible) {
    return new TerminalError(error.message, { code: 'MASH_IMPOSSIBLE', notApplied: true, cause: error });
  }
  if (error instanceof MasherFailed) {
    return new RetryableError(error.message, { code: 'MASHER_FAILED', notApplied: true, cause: error });
  }
  if (error instanceof ProblemError && !error.problem.retryable) {
    return new TerminalError(error.problem.detail, {
      code: error.problem.code as ProblemCode,
      notApplied: true,
      cause: error,
    });
  }
  return error;
}

/** What a query answers where the work threw this. */
export function asProblem(error: unknown): unknown {
  if (error instanceof MashImpossible) return new ProblemError('MASH_IMPOSSIBLE', error.message, { cause: error });
  if (error instanceof MasherFailed) return new ProblemError('MASHER_FAILED', error.message, { cause: error });
  return error;
}
