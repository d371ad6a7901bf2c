import { Injectable } from '@nestjs/common';
import { isTerminal, type EventPage } from '@app/intent-contracts';
import { Clock } from '../determinism/clock.js';
import { ExecutionsService } from '../executions/executions.service.js';
import type { Wait } from '../executions/prefer-wait.decorator.js';
import { CommitSignal } from '../storage/commit-signal.js';
import { ExecutionStore, type FeedFilter } from '../storage/execution-store.js';
import { executionCursor, feedCursor, positionAfter, sequenceAfter } from './cursor.js';
import { toEventEnvelope } from './event.view.js';

const PAGE_LIMIT = 500;

/** Which events of a tenant are asked for. */
export type Feed = Pick<FeedFilter, 'tenantId' | 'sessionId' | 'intentType' | 'types'>;

/** Reads the log in pages. A page that waits reads again when something was committed: history and live are one path. */
@Injectable()
export class EventsService {
  constructor(
    private readonly store: ExecutionStore,
    private readonly executions: ExecutionsService,
    private readonly signal: CommitSignal,
    private readonly clock: Clock,
  ) {}

  /** Throws `EXECUTION_NOT_FOUND`, `CURSOR_INVALID` or `CURSOR_OF_ANOTHER_STREAM`. */
  async ofExecution(
    tenantId: string | null,
    executionId: string,
    after: string | undefined,
    wait: Wait | undefined,
  ): Promise<EventPage> {
    const sequence = sequenceAfter(after, executionId);
    // What does not exist, or is not the tenant's, is refused before anything is waited for.
    const { tenantId: owner, sessionId } = await this.executions.get(tenantId, executionId);
    const read = async (): Promise<EventPage> => {
      const entries = await this.store.entries(executionId, sequence, PAGE_LIMIT);
      const last = entries.at(-1)?.sequence ?? sequence;
      // Looked at after the entries: if it had ended at `last` then, nothing can follow.
      const record = await this.executions.get(owner, executionId);
      return {
        events: entries.map((entry) => toEventEnvelope({ ...entry, executionId, tenantId: owner, sessionId })),
        cursors: entries.map((entry) => executionCursor(executionId, entry.sequence)),
        next_cursor: executionCursor(executionId, last),
        done: isTerminal(record.status) && last >= record.sequence,
      };
    };
    return this.page(executionId, read, wait);
  }

  /** Throws `CURSOR_INVALID` or `CURSOR_OF_ANOTHER_STREAM`. A feed is never done. */
  ofTenant(feed: Feed, after: string | undefined, wait: Wait | undefined): Promise<EventPage> {
    let position = positionAfter(after, feed.tenantId);
    const read = async (): Promise<EventPage> => {
      const from = position === undefined ? {} : { after: position };
      const part = await this.store.feed({ ...feed, ...from, limit: PAGE_LIMIT });
      ({ position } = part);
      return {
        events: part.entries.map(toEventEnvelope),
        cursors: part.entries.map((entry) => feedCursor(feed.tenantId, entry.position)),
        next_cursor: feedCursor(feed.tenantId, position),
        done: false,
      };
    };
    return this.page(undefined, read, wait);
  }

  private async page(
    executionId: string | undefined,
    read: () => Promise<EventPage>,
    wait: Wait | undefined,
  ): Promise<EventPage> {
    if (!wait) return read();
    let page: EventPage | undefined;
    const timer = this.clock.timer(wait.limit);
    wait.onGone(timer.cancel);
    const look = async (): Promise<EventPage | undefined> => {
      page = await read();
      return page.events.length > 0 || page.done ? page : undefined;
    };
    try {
      return (await this.signal.watch(executionId, look, timer.over)) ?? page!;
    } finally {
      timer.cancel();
    }
  }
}
