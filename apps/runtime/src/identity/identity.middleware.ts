import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Authenticator } from './authenticator.js';
import { rememberIdentity } from './identity.js';
import type { RefusedCredentials } from './refused-credentials.js';

/** What answers before anybody has said who they are: how the server is, and what it can be asked for. */
const PUBLIC = new Set(['/healthz', '/readyz', '/metrics', '/api/openapi.json', '/api/asyncapi.json']);

/** Asks with the service credential alone: the ticket that it brings says for whom. */
const REDEEM = '/api/events/ticket/redeem';

/** Finds out who is calling before anything of a body is read. Whoever is not known is answered 401. */
export function identityMiddleware(authenticator: Authenticator, refused: RefusedCredentials): RequestHandler {
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (PUBLIC.has(request.path)) return next();
    const found =
      request.path === REDEEM
        ? authenticator.ofConnection(request.headers)
        : authenticator.authenticate(request.headers);
    found.then(
      (identity) => {
        if (identity !== undefined) rememberIdentity(request, identity);
        next();
      },
      (error: unknown) => {
        refused.notice(error, request);
        next(error);
      },
    );
  };
}
