import { Injectable } from '@nestjs/common';
import { isOver, itemsOf, type EventPage, type OpenedStream, type StreamItem } from '@app/intent-contracts';
import { Clock } from '../determinism/clock.js';
import type { Wait } from '../executions/prefer-wait.decorator.js';
import { CommitSignal, type Commits } from '../storage/commit-signal.js';
import type { LogStream } from './event-log.js';

/** Waits for what comes: whoever waits reads again when something was committed, so that history and live are one path. */
@Injectable()
export class LogFollower {
  constructor(
    private readonly signal: CommitSignal,
    private readonly clock: Clock,
  ) {}

  /** The page after the cursor; with something in it, or when the wait is over. */
  async page(stream: LogStream, after: string | undefined, { limit, onGone }: Wait): Promise<EventPage> {
    const commits = this.signal.commits(stream.topic);
    const timer = this.clock.timer(limit);
    onGone(timer.cancel);
    void timer.over.then(() => commits.close());
    try {
      return await somethingAfter(stream, after, commits);
    } finally {
      commits.close();
      timer.cancel();
    }
  }

  /** Everything after the cursor, each event once, until the execution ends or `gone` aborts. Rejects as `read` does. */
  async follow(stream: LogStream, after: string | undefined, gone: AbortSignal): Promise<OpenedStream> {
    const commits = this.signal.commits(stream.topic);
    gone.addEventListener('abort', () => commits.close(), { once: true });
    if (gone.aborted) commits.close();
    try {
      const { page: first } = await stream.read(after);
      return { cursor: first.after!, isOver: isOver(first), items: goingOn(stream, first, commits) };
    } catch (error) {
      commits.close();
      throw error;
    }
  }
}

async function* goingOn(stream: LogStream, first: EventPage, commits: Commits): AsyncGenerator<StreamItem, void> {
  try {
    let gap: string | undefined;
    for (let page = first; ; page = await somethingAfter(stream, page.next_cursor, commits)) {
      yield* itemsOf(page, gap);
      gap = page.gap?.oldest ?? gap;
      if (page.done || commits.isClosed) return;
    }
  } finally {
    commits.close();
  }
}

async function somethingAfter(stream: LogStream, after: string | undefined, commits: Commits): Promise<EventPage> {
  for (let from = after; ;) {
    const isLast = commits.isClosed;
    const { page, more } = await stream.read(from);
    if (page.events.length > 0 || page.done || page.gap || isLast) return page;
    if (!more) await commits.next();
    from = page.next_cursor;
  }
}
