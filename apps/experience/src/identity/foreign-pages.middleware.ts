import type { RequestHandler } from 'express';
import type { ForeignPageCheck } from './foreign-pages.js';

/** Turns foreign pages away before anything is read. */
export function foreignPageMiddleware(check: ForeignPageCheck): RequestHandler {
  return (request, _response, next) => {
    check(request);
    next();
  };
}
