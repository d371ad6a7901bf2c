import type { RequestHandler } from 'express';
import type { Metrics } from './metrics.js';

/** Measures requests by the pattern of their route. */
export function measureRequests({ requests }: Metrics): RequestHandler {
  return (request, response, next): void => {
    const began = performance.now();
    response.once('close', () => {
      const { path } = (request.route ?? {}) as { path?: unknown };
      const route = typeof path === 'string' ? path : 'none';
      const status = response.writableFinished ? response.statusCode : 'aborted';
      requests.observe({ method: request.method, route, status }, (performance.now() - began) / 1_000);
    });
    next();
  };
}
