import type { IncomingMessage } from 'node:http';
import { ProblemError } from '@app/intent-contracts';
import type { RuntimeConfig } from '../config/runtime-config.js';
import { bareHost, isLoopback } from './loopback.js';

/** Throws `HOST_NOT_ALLOWED` or `ORIGIN_NOT_ALLOWED` for a request, or an upgrade, that a foreign page has made. */
export type ForeignPageCheck = (request: IncomingMessage) => void;

/**
 * Keeps web pages of others away. A page can make a browser call any address, also one that only this machine can reach:
 * by its own name that it points here (then `Host` is foreign), or directly (then `Origin` is). Where callers have to say
 * who they are, a page that knows no credentials gains nothing by a name of its own, and the server may be reached by any.
 */
export function foreignPageCheck({
  host: ownHost,
  allowedHosts,
  allowedOrigins,
  tokens,
}: RuntimeConfig): ForeignPageCheck {
  const ownNames = new Set([ownHost, ...allowedHosts].map(bareHost));

  function serves(hostname: string | undefined, request: IncomingMessage): boolean {
    if (hostname === undefined) return false;
    return isLoopback(hostname) || ownNames.has(hostname) || hostname === bareHost(request.socket.localAddress ?? '');
  }

  return (request) => {
    const { host = '', origin } = request.headers;
    const hostname = hostnameOf(`http://${host}`);
    if (tokens === undefined && !serves(hostname, request)) {
      throw new ProblemError(
        'HOST_NOT_ALLOWED',
        `This server is not called "${host}". Use one of its own names, or add this one to ALLOWED_HOSTS.`,
      );
    }
    if (origin === undefined || allowedOrigins.includes(origin)) return;
    const isOwn = tokens === undefined ? serves(hostnameOf(origin), request) : hostnameOf(origin) === hostname;
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
