import type { NextFunction, Request, Response } from 'express';

/**
 * `Cache-Control` of a request speaks to the caches on its way, and here the way ends: whether something is sent again is
 * decided by `If-None-Match` alone (RFC 9110, 13.1.2). Express would send it whenever a client says `no-cache`.
 */
export function ignoreCacheDirectives(request: Request, _response: Response, next: NextFunction): void {
  delete request.headers['cache-control'];
  // It would match every answer, and most have no version that a client could have.
  if (request.method === 'GET' && request.headers['if-none-match'] === '*') delete request.headers['if-none-match'];
  next();
}
