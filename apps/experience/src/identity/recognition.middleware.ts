import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Recognition } from './recognition.js';
import type { RefusedCredentials } from './refused-credentials.js';

/** What answers whoever asks: documents. Health, pages and what is not an API stand outside. */
const PUBLIC = /^\/v1\/(docs|openapi\.json|asyncapi\.json)(\/|$)/;

/** As the router reads it, in whichever case. */
const API = /^\/v1(\/|$)/i;

/** Finds out who is calling before anything of a body is read. Whoever is not known is answered 401. */
export function recognitionMiddleware(recognition: Recognition, refused: RefusedCredentials): RequestHandler {
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (!API.test(request.path) || PUBLIC.test(request.path)) return next();
    recognition.ofRequest(request).then(
      () => next(),
      (error: unknown) => {
        refused.notice(error, request);
        next(error);
      },
    );
  };
}
