import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { ProblemError } from '@app/intent-contracts';

const SUBMIT = '/api/intent/submit';
const RETRY_SECONDS = 1;
const accepting = new WeakMap<Request, () => void>();

/**
 * Turns intents away before anything of them is read while `limit` others are being accepted: more would only wait longer,
 * all of them, and take memory meanwhile.
 */
export function shedOverload(limit: number): RequestHandler {
  let count = 0;
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.path !== SUBMIT || request.method !== 'POST') return next();
    if (count >= limit) {
      const detail = `${limit} intents are being accepted at this moment. Try again a little later.`;
      throw new ProblemError('OVERLOADED', detail, { retryAfter: RETRY_SECONDS });
    }
    count += 1;
    const settle = (): void => {
      if (accepting.delete(request)) count -= 1;
    };
    accepting.set(request, settle);
    response.once('close', settle);
    next();
  };
}

/** Says that an intent is accepted: whoever now waits for its end costs nothing. */
export function accepted(request: Request): void {
  accepting.get(request)?.();
}
