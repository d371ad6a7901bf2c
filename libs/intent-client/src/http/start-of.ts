import type { EventPage, StreamItem } from '@app/intent-contracts';
import type { Backoff } from '../backoff.js';
import type { FollowRequest } from '../follow.js';
import type { ToldUpstream } from '../told-upstream.js';
import { Exchange } from './exchange.js';
import type { HttpDoor } from './http-door.js';
import { afterFailure } from './persistence.js';

interface Patience {
  readonly backoff: Backoff;
  readonly upstream: ToldUpstream;
  readonly silenceMs: number;
}

/**
 * The cursor to begin after. That of `latest` is asked for once: one who is cut off before the first event would else
 * begin after what has happened meanwhile.
 */
export async function* startOf(
  { target, after, tenantId, signal }: FollowRequest,
  door: HttpDoor,
  { backoff, upstream, silenceMs }: Patience,
): AsyncGenerator<StreamItem, string | undefined> {
  if (after !== 'latest') return after;
  while (!signal.aborted) {
    const exchange = new Exchange(signal, silenceMs);
    try {
      const query = { after, tenant_id: tenantId };
      const asked = door.get({ target, query, headers: { accept: 'application/json' }, signal: exchange.signal });
      const page = (await exchange.expect(asked.then((answer) => answer.json()))) as EventPage;
      yield* upstream.tell('back');
      return page.next_cursor;
    } catch (error) {
      yield* afterFailure(error, upstream, backoff, signal);
    } finally {
      exchange.end();
    }
  }
  return undefined;
}
