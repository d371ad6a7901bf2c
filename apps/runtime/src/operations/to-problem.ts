import { problemOf, ProblemError, type Problem } from '@app/intent-contracts';
import { TerminalError } from '../sagas/saga-errors.js';
import { StoreFailure } from '../storage/store-failure.js';

/** What a client is told of an error, whichever way it is connected. What is not known to be meant for clients is not. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem;
  if (thrown instanceof TerminalError) return problemOf(thrown.code, thrown.message);
  if (thrown instanceof StoreFailure) {
    return thrown.full
      ? problemOf('STORAGE_FULL', 'The disk is full. Nothing was acknowledged; try again when there is space.')
      : problemOf('STORE_UNAVAILABLE', 'The store could not be written or read. Try again.');
  }
  if (isDiskFull(thrown)) {
    return problemOf('STORAGE_FULL', 'The disk is full. Nothing was kept; try again when there is space.');
  }
  return problemOf('INTERNAL_ERROR', 'The server met something it was not made for. The log has it under this trace.');
}

/** Of the disk, or of what its owner may use of it. */
function isDiskFull(thrown: unknown): boolean {
  const { code } = (thrown ?? {}) as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
