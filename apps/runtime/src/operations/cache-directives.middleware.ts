import type { NextFunction, Request, Response } from 'express';

/**
 * `Cache-Control` of a request speaks to the caches on its way, and here the way ends: whether something is sent again is
 * decided by `If-None-Match` alone (RFC 9110, 13.1.2). Express would send it whenever a client says `no-cache`.
 *
 * What is answered is about a tenant, and no cache's to keep; whoever asked may ask again with the version that they have.
 */
export function cacheDirectives(request: Request, response: Response, next: NextFunction): void {
  delete request.headers['cache-control'];
  response.setHeader('Cache-Control', 'no-store');
  if (request.headers['if-none-match'] === '*') askForVersions(request, response);
  next();
}

/** Express would match `*` with every answer, and most have no version that a client could have. */
function askForVersions(request: Request, response: Response): void {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  Object.defineProperty(request, 'fresh', {
    get: () => isRead && response.statusCode >= 200 && response.statusCode < 300 && response.hasHeader('ETag'),
  });
}
