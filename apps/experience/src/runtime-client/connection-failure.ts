import { isAxiosError } from 'axios';
import { RuntimeAway, type HowAway } from './runtime-away.js';

const BY_CODE: Readonly<Record<string, HowAway>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'refused',
  EAI_AGAIN: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ETIMEDOUT: 'unreachable',
  ECONNRESET: 'cut',
  EPIPE: 'cut',
  ERR_BAD_RESPONSE: 'cut',
  ECONNABORTED: 'silent',
};

/** Reads what axios rejected with. What is no failure of the connection is given back as it is. */
export function connectionFailure(thrown: unknown): unknown {
  if (!isAxiosError(thrown)) return thrown;
  const how = BY_CODE[thrown.code ?? ''];
  if (how === undefined) return thrown;
  const stale = how === 'cut' && thrown.response === undefined && isPooled(thrown.request);
  return new RuntimeAway(stale ? 'stale' : how, `Runtime gave no answer (${thrown.code}: ${thrown.message}).`, thrown);
}

/**
 * A connection out of the pool that is cut before any answer was closed by Runtime while it was idle, so Runtime has
 * not read the request; one that is cut on its first use may have carried it.
 */
function isPooled(request: unknown): boolean {
  return (request as { reusedSocket?: boolean } | undefined)?.reusedSocket === true;
}
