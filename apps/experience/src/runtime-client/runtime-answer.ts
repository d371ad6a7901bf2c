import { ProblemError, type Problem } from '@app/intent-contracts';
import type { AxiosResponse } from 'axios';
import { RelayedProblem } from '../adapter-kit/relayed-problem.js';
import type { Answer } from '../adapter-kit/answer.js';
import { inOwnPaths } from './own-paths.js';
import { RuntimeAway } from './runtime-away.js';

/** An answer of Runtime's that is not an error. */
export interface RuntimeAnswer<Body> extends Answer<Body> {
  readonly status: number;
}

/** What a response says, or the error that it stands for, thrown. */
export function answerOf<Body>(response: AxiosResponse<unknown>): RuntimeAnswer<Body> {
  if (response.status >= 400) throw refusalOf(response);
  return {
    status: response.status,
    body: response.data as Body,
    etag: header(response, 'etag'),
    retryAfter: seconds(header(response, 'retry-after')),
    preferenceApplied: header(response, 'preference-applied'),
    replayed: header(response, 'idempotent-replayed') === 'true',
  };
}

export function header(response: AxiosResponse<unknown>, name: string): string | undefined {
  const value: unknown = response.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Where Runtime stands is nobody's business: `instance` is dropped, and routes in texts become those of Experience. */
export function refusalOf(response: AxiosResponse<unknown>): Error {
  const { status, data } = response;
  if (!isProblem(data)) {
    if (status >= 502 && status <= 504) return new RuntimeAway('cut', `A proxy answered ${status} in Runtime's place.`);
    return new ProblemError('INTERNAL_ERROR', 'Runtime answered in a way that this server does not understand.', {
      cause: new Error(`Runtime answered ${status} without a problem.`),
    });
  }
  const { instance: _instance, ...problem } = data;
  const errors = problem.errors?.map((error) => ({ ...error, detail: inOwnPaths(error.detail) }));
  return new RelayedProblem(
    { ...problem, status, detail: inOwnPaths(problem.detail), ...(errors && { errors }) },
    seconds(header(response, 'retry-after')),
  );
}

function isProblem(data: unknown): data is Problem {
  const { code, detail } = (data ?? {}) as Partial<Problem>;
  return typeof code === 'string' && typeof detail === 'string';
}

function seconds(value: string | undefined): number | undefined {
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}
