import type { IncomingMessage } from 'node:http';
import { ProblemError } from '@app/intent-contracts';
import type { Environment } from '../config/environment.js';
import { bareHost, isLoopback } from './loopback.js';

/** Throws `HOST_NOT_ALLOWED` or `ORIGIN_NOT_ALLOWED` for a request, or an upgrade, that a foreign page has made. */
export type ForeignPageCheck = (request: IncomingMessage) => void;

/**
 * Keeps web pages of others away. A page can make a browser call any address, also one that only this machine can reach:
 * by its own name that it points here (then `Host` is foreign), or directly (then `Origin` is). Where callers have to say
 * who they are, a page that knows no credentials gains nothing by a name of its own, and the server may be reached by any.
 */
export function foreignPageCheck(environment: Environment): ForeignPageCheck {
  const { EXPERIENCE_HOST, ALLOWED_HOSTS, ALLOWED_ORIGINS } = environment;
  const isOpen = environment.AUTH_MODE === 'open';
  const ownNames = new Set([EXPERIENCE_HOST, ...ALLOWED_HOSTS].map(bareHost));

  function serves(hostname: string | undefined, request: IncomingMessage): boolean {
    if (hostname === undefined) return false;
    return isLoopback(hostname) || ownNames.has(hostname) || hostname === bareHost(request.socket.localAddress ?? '');
  }

  return (request) => {
    const { host = '', origin } = request.headers;
    const hostname = hostnameOf(`http://${host}`);
    if (isOpen && !serves(hostname, request)) {
      throw new ProblemError(
        'HOST_NOT_ALLOWED',
        `This server is not called "${host}". Use one of its own names, or add this one to ALLOWED_HOSTS.`,
      );
    }
    if (origin === undefined || ALLOWED_ORIGINS.includes(origin)) return;
    const isOwn = isOpen ? serves(hostnameOf(origin), request) : hostnameOf(origin) === hostname;
    if (!isOwn) {
      throw new ProblemError(
        'ORIGIN_NOT_ALLOWED',
        `Pages of "${origin}" may not call this server. If they are yours, add that origin to ALLOWED_ORIGINS.`,
      );
    }
  };
}

function hostnameOf(address: string): string | undefined {
  return URL.canParse(address) ? bareHost(new URL(address).hostname) : undefined;
}
