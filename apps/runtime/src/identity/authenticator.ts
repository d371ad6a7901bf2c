import type { IncomingHttpHeaders } from 'node:http';
import { ANYBODY, type Identity } from './identity.js';

/** Finds out who is calling. */
export abstract class Authenticator {
  /** Throws `UNAUTHENTICATED`, or `IDENTITY_UNAVAILABLE` where it cannot be found out now. */
  abstract authenticate(headers: IncomingHttpHeaders): Promise<Identity>;

  /**
   * Of a connection on which each subscription brings credentials of its own: undefined where the connection has none.
   * Throws as `authenticate` does.
   */
  abstract ofConnection(headers: IncomingHttpHeaders): Promise<Identity | undefined>;
}

/** Open mode: whoever reaches the server may act for every tenant. */
export class OpenAuthenticator extends Authenticator {
  override async authenticate(): Promise<Identity> {
    return ANYBODY;
  }

  override async ofConnection(): Promise<Identity> {
    return ANYBODY;
  }
}
