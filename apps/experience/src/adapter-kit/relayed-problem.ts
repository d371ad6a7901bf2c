import type { Problem } from '@app/intent-contracts';

/**
 * What Runtime refused with. Its code may be newer than this build's catalogue, so the problem stands as it came;
 * a reader that does not know the code goes by the status.
 */
export class RelayedProblem extends Error {
  override readonly name = 'RelayedProblem';

  constructor(
    readonly problem: Problem,
    /** Seconds, where Runtime said when to try again. */
    readonly retryAfter: number | undefined,
  ) {
    super(`${problem.code}: ${problem.detail}`);
  }
}
