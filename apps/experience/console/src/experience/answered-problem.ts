import type { components } from './experience-api.js';

export type Problem = components['schemas']['Problem'];

/** What was refused, as the server says it; or that it could not be asked. */
export class AnsweredProblem extends Error {
  override readonly name = 'AnsweredProblem';

  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}

/** Whatever was thrown, as a problem to show. */
export function problemOf(error: unknown): Problem {
  if (error instanceof AnsweredProblem) return error.problem;
  if (typeof error === 'object' && error !== null && 'problem' in error && isProblem(error.problem))
    return error.problem;
  const isNetwork = error instanceof TypeError;
  return {
    type: 'about:blank',
    title: isNetwork ? 'Experience cannot be reached' : 'Something went wrong in this page',
    status: 0,
    detail: isNetwork
      ? 'The server does not answer. This page tries again by itself; nothing that was accepted is lost.'
      : error instanceof Error
        ? error.message
        : String(error),
    code: isNetwork ? 'UNREACHABLE' : 'PAGE_FAILED',
    retryable: isNetwork,
  };
}
