import type { EventPage, ExecutionEvent } from '@app/intent-contracts';
import type { Answer } from './answer.js';
import type { Caller } from './caller.js';

/** Which events to read: those of one execution, or the tenant's feed with any filter. */
export type EventStream =
  | { readonly executionId: string }
  | {
      readonly sessionId?: string | undefined;
      readonly intentType?: string | undefined;
      readonly type?: string | undefined;
    };

/** From where, and whether to wait for what comes next. */
export interface EventRange {
  after?: string | undefined;
  /** Seconds to wait for the next event when there is none yet. */
  wait?: number | undefined;
}

/** What happens to one who follows an execution. */
export type FeedItem =
  | { readonly kind: 'event'; readonly cursor: string; readonly event: ExecutionEvent }
  /** Nothing can follow: the execution has ended. Always the last one. */
  | { readonly kind: 'end'; readonly cursor: string }
  /** Runtime is away, or back again; nothing is lost or repeated in between. */
  | { readonly kind: 'upstream'; readonly state: 'away' | 'back' };

/** The log of events as Runtime tells it. A cursor is good on `page` and `follow` alike. */
export abstract class ExecutionFeed {
  abstract page(stream: EventStream, range: EventRange, caller: Caller): Promise<Answer<EventPage>>;

  /**
   * Every event of an execution from after the cursor on, each once and in order, until it ends, the caller goes away
   * or this process stops. Reads ahead no further than a page, so a slow reader costs no memory.
   * Rejects at the first item with what Runtime refused with; once begun it waits for a Runtime that is away.
   */
  abstract follow(executionId: string, after: string | undefined, caller: Caller): AsyncIterable<FeedItem>;
}
