import { Injectable } from '@nestjs/common';
import { isTerminal, type EventPage } from '@app/intent-contracts';
import { toExecution } from '../executions/execution.view.js';
import { ExecutionsService } from '../executions/executions.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import type { Topic } from '../storage/commit-signal.js';
import type { ExecutionRecord, FeedEntry, LogEntry } from '../storage/execution-record.js';
import { ExecutionStore, type FeedFilter, type FeedPart } from '../storage/execution-store.js';
import { executionCursor, feedCursor, LATEST, positionAfter, sequenceAfter } from './cursor.js';
import { toEventEnvelope } from './event.view.js';
import { pageful } from './pageful.js';

/** Which events of a tenant are asked for. */
export type Feed = Pick<FeedFilter, 'tenantId' | 'sessionId' | 'intentType' | 'types'>;

/** Which of the events of a feed. */
export type FeedOptions = Pick<FeedFilter, 'intentType' | 'types'>;

/** A part of the log in its order, and the cursors that are good on it. */
export interface LogStream {
  /** What it grows by. */
  readonly topic: Topic;
  /**
   * What follows the cursor, or the beginning; a page without events goes on from another cursor if there is more to look
   * at. Throws `CURSOR_INVALID` or `CURSOR_OF_ANOTHER_STREAM`.
   */
  read(after: string | undefined): Promise<LogPart>;
}

/** What was read at once. */
export interface LogPart {
  readonly page: EventPage;
  /** Whether a page without events is not the end: there is more to look at. */
  readonly more: boolean;
}

/** The one reader of the log. Pages and sockets, history and what has just happened, all come from it. */
@Injectable()
export class EventLog {
  constructor(
    private readonly store: ExecutionStore,
    private readonly executions: ExecutionsService,
    private readonly sessions: SessionsService,
  ) {}

  /** Throws `EXECUTION_NOT_FOUND`. */
  async ofExecution(tenantId: string | null, executionId: string): Promise<LogStream> {
    // What does not exist, or is not the tenant's, is refused before anything is waited for.
    const { tenantId: owner, sessionId } = await this.executions.get(tenantId, executionId);
    const page = async (after: string | undefined): Promise<EventPage> => {
      const sequence = after === LATEST ? undefined : sequenceAfter(after, executionId);
      const read = (from: number): Promise<LogEntry[]> =>
        pageful((last, limit) => this.store.entries(owner, executionId, last?.sequence ?? from, limit));
      let entries = sequence === undefined ? [] : await read(sequence);
      // Looked at after the entries: if it had ended at `last` then, nothing can follow.
      const record = await this.executions.get(owner, executionId);
      const isTold = sequence === undefined || entries.length > 0 || sequence >= record.sequence;
      if (!isTold && isTerminal(record.status)) {
        // It went on in between; or, if nothing is there now either, its log has been dropped.
        entries = await read(sequence);
        if (entries.length === 0) return droppedPage(record, sequence);
      }
      const last = entries.at(-1)?.sequence ?? sequence ?? record.sequence;
      return {
        after: executionCursor(executionId, sequence ?? last),
        events: entries.map((entry) => toEventEnvelope({ ...entry, executionId, tenantId: owner, sessionId })),
        cursors: entries.map((entry) => executionCursor(executionId, entry.sequence)),
        next_cursor: executionCursor(executionId, last),
        done: isTerminal(record.status) && last >= record.sequence,
      };
    };
    return { topic: { executionId }, read: async (after) => ({ page: await page(after), more: false }) };
  }

  /** The feed of a session. Throws `SESSION_NOT_FOUND`, for another tenant's too. */
  async ofSession(tenantId: string | null, sessionId: string, filter: FeedOptions = {}): Promise<LogStream> {
    const session = await this.sessions.get(tenantId, sessionId);
    return this.ofFeed({ ...filter, tenantId: session.tenantId, sessionId });
  }

  /** A feed is never done. */
  ofFeed(feed: Feed): LogStream {
    const { tenantId } = feed;
    const read = async (after: string | undefined): Promise<LogPart> => {
      if (after === LATEST) {
        const next_cursor = feedCursor(tenantId, await this.store.lastPosition(tenantId));
        return { page: { after: next_cursor, events: [], cursors: [], next_cursor, done: false }, more: false };
      }
      const from = positionAfter(after, tenantId);
      let part: FeedPart = { entries: [], more: false };
      let horizon: string | undefined;
      const entries = await pageful<FeedEntry>(async (last, limit) => {
        const start = last?.position ?? from;
        part = await this.store.feed({ ...feed, ...(start === undefined ? {} : { after: start }), limit });
        horizon ??= part.horizon;
        return part.entries;
      });
      const page = {
        after: feedCursor(tenantId, from),
        events: entries.map(toEventEnvelope),
        cursors: entries.map((entry) => feedCursor(tenantId, entry.position)),
        next_cursor: feedCursor(tenantId, part.position),
        done: false,
        ...(horizon !== undefined && { gap: { oldest: feedCursor(tenantId, horizon) } }),
      };
      return { page, more: part.more };
    };
    return { topic: feed.sessionId === undefined ? { tenantId } : { sessionId: feed.sessionId }, read };
  }
}

/** What is left of the stream of an execution whose log was dropped: how it ended. */
function droppedPage(record: ExecutionRecord, sequence: number): EventPage {
  const end = executionCursor(record.executionId, record.sequence);
  return {
    after: executionCursor(record.executionId, sequence),
    events: [],
    cursors: [],
    next_cursor: end,
    done: true,
    gap: { oldest: end, status: toExecution(record) },
  };
}
