import type { EventPage, StreamItem } from '@app/intent-contracts';
import type { Backoff } from '../backoff.js';
import type { FollowRequest } from '../follow.js';
import { pause } from '../pause.js';
import { ToldUpstream } from '../told-upstream.js';
import { Transport } from '../transport.js';
import { Exchange } from './exchange.js';
import type { HttpDoor } from './http-door.js';
import { afterFailure } from './persistence.js';

/** Seconds that the server may hold a page back: below what proxies and servers cut off. */
const PAGE_WAIT_SECONDS = 25;
/** A server that does not hold pages back is asked no more often than this. */
const AT_MOST_EVERY_MS = 1_000;

/** Events as pages, each of which waits for the next event. Reads ahead no further than a page. */
export class PollingTransport extends Transport {
  constructor(
    private readonly door: HttpDoor,
    private readonly backoff: () => Backoff,
    private readonly silenceMs: number,
  ) {
    super();
  }

  async *follow(request: FollowRequest): AsyncGenerator<StreamItem, void> {
    const { signal } = request;
    const backoff = this.backoff();
    const upstream = new ToldUpstream();
    let cursor = request.after;
    // The first page, and the first after a loss, does not wait: it says at once whether the stream may be read, and where `latest` is.
    let wait = false;
    while (!signal.aborted) {
      const exchange = new Exchange(signal, this.silenceMs);
      try {
        const asked = performance.now();
        const page = await exchange.expect(this.page(request, cursor, wait, exchange.signal));
        backoff.reset();
        yield* upstream.tell('back');
        if (!wait) request.began?.();
        yield* itemsOf(page);
        if (page.done) return;
        cursor = page.next_cursor;
        if (wait && page.events.length === 0) await pause(AT_MOST_EVERY_MS - (performance.now() - asked), signal);
        wait = true;
      } catch (error) {
        wait = false;
        yield* afterFailure(error, upstream, backoff, signal);
      } finally {
        exchange.end();
      }
    }
  }

  close(): void {}

  private async page(
    { target, types, tenantId }: FollowRequest,
    after: string | undefined,
    wait: boolean,
    signal: AbortSignal,
  ): Promise<EventPage> {
    // Pages of one execution come whole.
    const type = 'execution_id' in target ? undefined : types?.join(',');
    const headers = { accept: 'application/json', ...(wait && { prefer: `wait=${PAGE_WAIT_SECONDS}` }) };
    const answer = await this.door.get({ target, query: { after, type, tenant_id: tenantId }, headers, signal });
    return (await answer.json()) as EventPage;
  }
}

function* itemsOf({ events, cursors, next_cursor, done, gap }: EventPage): Generator<StreamItem, void> {
  if (gap) yield { kind: 'gap', oldest: gap.oldest };
  if (gap?.status) yield { kind: 'snapshot', status: gap.status };
  for (const [index, event] of events.entries()) yield { kind: 'event', cursor: cursors[index] ?? next_cursor, event };
  if (done) yield { kind: 'end', cursor: next_cursor };
}
