import { ProblemError, problemOf, type Problem } from '@app/intent-contracts';
import { RelayedProblem } from './relayed-problem.js';

/** What a client is told of an error, whichever way it is connected. What is not known to be meant for clients is not. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof ProblemError || thrown instanceof RelayedProblem) return thrown.problem;
  return problemOf('INTERNAL_ERROR', 'The server met something it was not made for. The log has it under this trace.');
}
