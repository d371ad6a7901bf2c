import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ProblemError, type EventPage } from '@app/intent-contracts';
import type { Answer } from '../adapter-kit/answer.js';
import type { Caller } from '../adapter-kit/caller.js';
import { ExecutionFeed, type EventRange, type EventStream, type FeedItem } from '../adapter-kit/execution-feed.js';
import { RelayedProblem } from '../adapter-kit/relayed-problem.js';
import { RuntimeClient } from './runtime-client.js';
import { runtimePath } from './runtime-path.js';

/** Seconds that Runtime may hold a page back: below what proxies and the server's own idle limit cut off. */
const PAGE_WAIT_SECONDS = 25;
const AWAY_DELAY_MS = 500;

/** Follows executions by asking for pages that wait for the next event. */
@Injectable()
export class PollingExecutionFeed extends ExecutionFeed implements OnModuleDestroy {
  private closed = false;

  constructor(private readonly runtime: RuntimeClient) {
    super();
  }

  page(stream: EventStream, { after, wait }: EventRange, caller: Caller): Promise<Answer<EventPage>> {
    if ('executionId' in stream) {
      const path = runtimePath`/api/execution/${stream.executionId}/events`;
      return this.runtime.call({ method: 'GET', path, query: { after }, wait, caller });
    }
    const query = { session_id: stream.sessionId, intent_type: stream.intentType, type: stream.type, after };
    return this.runtime.call({ method: 'GET', path: '/api/events', query, wait, caller });
  }

  async *follow(executionId: string, after: string | undefined, caller: Caller): AsyncGenerator<FeedItem, void> {
    let { body: page } = await this.page({ executionId }, { after }, caller);
    for (;;) {
      yield* eventsOf(page);
      if (page.done) return yield { kind: 'end', cursor: page.next_cursor };
      const next = yield* this.next(executionId, page.next_cursor, caller);
      if (next === undefined) return;
      page = next;
    }
  }

  onModuleDestroy(): void {
    this.closed = true;
  }

  /** The page after the cursor, however long Runtime is away; none once there is nobody to give it to. */
  private async *next(
    executionId: string,
    after: string,
    caller: Caller,
  ): AsyncGenerator<FeedItem, EventPage | undefined> {
    let away = false;
    while (!this.closed && !caller.signal.aborted) {
      try {
        const { body } = await this.page({ executionId }, { after, wait: PAGE_WAIT_SECONDS }, caller);
        if (away) yield { kind: 'upstream', state: 'back' };
        return body;
      } catch (error) {
        if (this.closed || caller.signal.aborted) return undefined;
        if (!isPassing(error)) throw error;
        if (!away) yield { kind: 'upstream', state: 'away' };
        away = true;
        await sleep(AWAY_DELAY_MS, undefined, { ref: false });
      }
    }
    return undefined;
  }
}

function* eventsOf(page: EventPage): Generator<FeedItem> {
  for (const [index, event] of page.events.entries()) {
    yield { kind: 'event', cursor: page.cursors[index] ?? page.next_cursor, event };
  }
}

/** Whether the page may be had a little later. */
function isPassing(error: unknown): boolean {
  return (error instanceof ProblemError || error instanceof RelayedProblem) && error.problem.status === 503;
}
