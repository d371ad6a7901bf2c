import type { EventPage, OpenedStream } from '@app/intent-contracts';
import type { Answer } from './answer.js';
import type { Caller } from './caller.js';

/** Which events: those of one execution, of a session, or of everything that the tenant does. */
export type EventStream = { readonly executionId: string } | { readonly sessionId: string } | { readonly tenant: true };

/** From where a page is read, what of it, and whether to wait for what comes next. */
export interface PageOptions {
  /** A cursor of the stream, `latest` for what comes from now on; the beginning if left out. */
  after?: string | undefined;
  /** Seconds to wait for the next event when there is none yet. */
  wait?: number | undefined;
  /** Of the streams of many executions: those of this intent type alone. */
  intentType?: string | undefined;
  /** Of the streams of many executions: events of these types, separated by commas. */
  type?: string | undefined;
}

/** From where a stream is followed, and what of it. */
export interface FollowOptions {
  /** A cursor of the stream, `latest` for what comes from now on; the beginning if left out. */
  after?: string | undefined;
  /** Event types to be told; all if left out. */
  types?: readonly string[] | undefined;
}

/** The log of events as Runtime tells it. A cursor is good on `page` and `open` alike. */
export abstract class ExecutionFeed {
  abstract page(stream: EventStream, options: PageOptions, caller: Caller): Promise<Answer<EventPage>>;

  /**
   * Every event after the cursor, each once and in order, until the execution ends, the caller goes away or this process
   * stops. Resolves once Runtime has let the caller have it, and rejects with what Runtime refused with. Once begun it
   * waits for a Runtime that is away. What is not taken is not kept, so a slow reader costs no memory. However many follow
   * a stream here, Runtime is followed once.
   */
  abstract open(stream: EventStream, options: FollowOptions, caller: Caller): Promise<OpenedStream>;
}
