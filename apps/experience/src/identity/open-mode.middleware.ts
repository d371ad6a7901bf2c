import type { RequestHandler } from 'express';
import type { OpenModeCheck } from './open-mode.js';

/** Turns foreign pages away before anything is read. */
export function openModeMiddleware(check: OpenModeCheck): RequestHandler {
  return (request, _response, next) => {
    check(request);
    next();
  };
}
