import { ProblemError } from '@app/intent-contracts';

/** What a request that does not fit is answered with: 422 `REQUEST_INVALID`, pointing at the member that is wrong. */
export function requestInvalid(pointer: string, code: string, detail: string): ProblemError {
  return new ProblemError('REQUEST_INVALID', detail, { errors: [{ pointer, code, detail }] });
}
