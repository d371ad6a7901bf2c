import {
  isOver,
  itemsOf,
  ProblemError,
  type EventPage,
  type ExecutionEvent,
  type OpenedStream,
  type StreamItem,
} from '@app/intent-contracts';

/** The log of one execution, as a server has it. Its cursors `c1`, `c2` … stand for opaque ones. */
export class MemoryLog {
  private readonly events: ExecutionEvent[] = [];
  private readonly waiting = new Set<() => void>();
  private firstKept = 1;
  private isDone = false;

  /** Appends so many events. */
  add(count: number): void {
    for (let added = 0; added < count; added += 1) this.append('step.started');
  }

  end(): void {
    this.isDone = true;
    this.append('execution.succeeded');
  }

  append(type: string): void {
    this.events.push(eventOf(this.events.length + 1, type));
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  /** Forgets what came before the event of this sequence. */
  keepFrom(sequence: number): void {
    this.firstKept = sequence;
  }

  /** Throws for a cursor that is none of its own. */
  page(after: string | undefined): EventPage {
    const from = this.sequenceOf(after);
    const isGap = from + 1 < this.firstKept;
    const events = this.events.slice(isGap ? this.firstKept - 1 : from);
    const cursors = events.map(({ sequence }) => `c${sequence}`);
    return {
      after: `c${from}`,
      events,
      cursors,
      next_cursor: cursors.at(-1) ?? `c${from}`,
      done: this.isDone,
      ...(isGap && { gap: { oldest: `c${this.firstKept - 1}`, status: { status: 'running' } as never } }),
    };
  }

  open(after: string | undefined, signal: AbortSignal): OpenedStream {
    const first = this.page(after);
    return { cursor: first.after!, isOver: isOver(first), items: this.follow(first, signal) };
  }

  /** The page after the cursor, once there is something in it, or the signal aborts. */
  async pageWithNews(after: string | undefined, signal: AbortSignal): Promise<EventPage> {
    for (;;) {
      const page = this.page(after);
      if (page.events.length > 0 || page.done || signal.aborted) return page;
      await new Promise<void>((resolve) => {
        this.waiting.add(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  private async *follow(first: EventPage, signal: AbortSignal): AsyncGenerator<StreamItem> {
    for (let page = first; ; page = await this.pageWithNews(page.next_cursor, signal)) {
      yield* itemsOf(page);
      if (page.done || signal.aborted) return;
    }
  }

  private sequenceOf(cursor: string | undefined): number {
    if (cursor === 'latest') return this.events.length;
    const sequence = Number(cursor?.slice(1) ?? 0);
    if (Number.isInteger(sequence)) return sequence;
    throw new ProblemError('CURSOR_INVALID', `"${cursor}" is not a cursor of ours.`);
  }
}

function eventOf(sequence: number, type: string): ExecutionEvent {
  return {
    specversion: '1.0',
    id: `exe_1:${sequence}`,
    source: '/executions',
    type,
    subject: 'exe_1',
    time: '2026-11-25T00:00:00.000Z',
    tenantid: 'acme',
    sessionid: 'ses_1',
    executionid: 'exe_1',
    sequence,
    data: {},
  };
}
