import type { Problem } from '@app/intent-contracts';

/** The server will not tell this stream, and trying again does not help; `problem` says why. */
export class StreamRefused extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = 'StreamRefused';
  }
}
