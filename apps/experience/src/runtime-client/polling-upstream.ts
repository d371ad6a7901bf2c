import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { itemsOf, type StreamItem } from '@app/intent-contracts';
import { EventPages } from './event-pages.js';
import { Upstream, type UpstreamTarget } from './upstream.js';

/** Seconds that Runtime may hold a page back: below what proxies and the server's own idle limit cut off. */
const PAGE_WAIT_SECONDS = 25;

/** Follows streams by asking for pages that wait for the next event. */
@Injectable()
export class PollingUpstream extends Upstream {
  constructor(private readonly pages: EventPages) {
    super();
  }

  async *follow(
    { stream, tenantId, authorization }: UpstreamTarget,
    after: string,
    signal: AbortSignal,
  ): AsyncGenerator<StreamItem> {
    const traceId = randomBytes(16).toString('hex');
    let cursor = after;
    while (!signal.aborted) {
      const caller = {
        tenantId,
        authorization,
        signal,
        traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
      };
      const options = { after: cursor, wait: PAGE_WAIT_SECONDS };
      const page = yield* this.pages.persist(() => this.pages.page(stream, options, caller), caller);
      if (page === undefined) return;
      yield* itemsOf(page);
      if (page.done) return;
      cursor = page.next_cursor;
    }
  }
}
