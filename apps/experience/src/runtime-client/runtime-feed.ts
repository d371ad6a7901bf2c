import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  isOver,
  itemsOf,
  whileAllowed,
  type EventPage,
  type OpenedStream,
  type StreamItem,
} from '@app/intent-contracts';
import type { Answer } from '../adapter-kit/answer.js';
import type { Caller } from '../adapter-kit/caller.js';
import {
  ExecutionFeed,
  type EventStream,
  type FollowOptions,
  type PageOptions,
} from '../adapter-kit/execution-feed.js';
import { RelayedProblem } from '../adapter-kit/relayed-problem.js';
import { EventPages } from './event-pages.js';
import { RuntimeIdentities } from './runtime-identities.js';
import type { SharedReader } from './shared-stream.js';
import { SharedStreams } from './shared-streams.js';
import { StreamQuota } from './stream-quota.js';

/** A page with fewer events ends close enough to what is happening now to go on from there live. */
const NEARLY_THERE = 100;
/** How often the log is looked at by whoever finds no place in a shared stream. */
const LOOK_MS = 1_000;
/** How often it is looked whether who follows a stream still may. */
const RECHECK_MS = 30_000;

/**
 * What Runtime's log says, handed on. Everybody's history is read as pages of Runtime's, which so decides about each who
 * may have it; what happens from then on comes of one stream for all.
 */
@Injectable()
export class RuntimeFeed extends ExecutionFeed implements OnModuleDestroy {
  /** Ends of those who follow or wait. */
  private readonly endings = new Set<AbortController>();

  constructor(
    private readonly pages: EventPages,
    private readonly shared: SharedStreams,
    private readonly identities: RuntimeIdentities,
    private readonly quota: StreamQuota,
  ) {
    super();
  }

  async page(stream: EventStream, options: PageOptions, caller: Caller): Promise<Answer<EventPage>> {
    const { wait, ...now } = options;
    const isFiltered = options.intentType !== undefined || options.type !== undefined;
    if (wait === undefined || isFiltered) return this.pages.read(stream, options, caller);
    const until = Date.now() + wait * 1_000;
    for (let from: PageOptions = now; ;) {
      const answer = await this.pages.read(stream, from, caller);
      const { events, done, gap, next_cursor: after } = answer.body;
      const hasWaited = Date.now() >= until || caller.signal.aborted;
      if (events.length > 0 || done || gap || hasWaited) return { ...answer, preferenceApplied: `wait=${wait}` };
      await this.during(caller, (signal) => this.news(stream, after, until, { ...caller, signal }));
      from = { after };
    }
  }

  async open(stream: EventStream, { after, types }: FollowOptions, caller: Caller): Promise<OpenedStream> {
    const first = await this.pages.readAlike(stream, after, caller);
    const items = await this.followAllowed(stream, first, caller);
    // An older Runtime does not say where its page begins; then nobody can begin there again.
    const cursor = first.after ?? after ?? '';
    return { cursor, isOver: isOver(first), items: types === undefined ? items : ofTypes(items, types) };
  }

  onModuleDestroy(): void {
    for (const ending of this.endings) ending.abort();
  }

  /**
   * Each who shares a stream is looked at by itself: credentials run out and are revoked while it is open. A Runtime that
   * is away has not said that they may not.
   */
  private async followAllowed(
    stream: EventStream,
    first: EventPage,
    caller: Caller,
  ): Promise<AsyncIterable<StreamItem>> {
    if (caller.authorization === undefined) return this.follow(stream, first, caller);
    const over = new AbortController();
    const allowed = { ...caller, signal: AbortSignal.any([caller.signal, over.signal]) };
    const { expires_at: expiry } = await this.identities.recognise(caller);
    const check = async (): Promise<void> => {
      await this.identities.recognise(allowed).catch((error: unknown) => {
        if (error instanceof RelayedProblem && error.problem.status === 401) throw error;
      });
    };
    const terms = { check, everyMs: RECHECK_MS, expiresAt: expiry === undefined ? null : Date.parse(expiry) };
    return whileAllowed(this.follow(stream, first, allowed), terms, over);
  }

  private async *follow(stream: EventStream, first: EventPage, caller: Caller): AsyncGenerator<StreamItem, void> {
    const ending = this.endingOf(caller);
    this.quota.take(caller.tenantId, ending.signal);
    const { signal } = ending;
    const follower = { ...caller, signal };
    const reader = this.shared.attend(stream, follower);
    try {
      let gap: string | undefined;
      let told: string | undefined;
      for (let page = first; ;) {
        yield* itemsOf(page, gap);
        gap = page.gap?.oldest ?? gap;
        if (page.done || signal.aborted) return;
        let after = page.next_cursor;
        told = page.cursors.at(-1) ?? told;
        if (await isPlaced(reader, page, told, signal)) {
          const last = yield* live(reader, after, signal);
          if (last === undefined) return;
          if (last !== after) told = last;
          after = last;
        }
        const next = yield* this.pages.persist(() => this.pages.readAlike(stream, after, follower), follower);
        if (next === undefined) return;
        page = next;
      }
    } finally {
      reader.leave();
      ending.abort();
    }
  }

  /** Resolves when it may be that something follows the cursor, or when it is `until`. */
  private async news(stream: EventStream, cursor: string, until: number, caller: Caller): Promise<void> {
    const reader = this.shared.attend(stream, caller);
    try {
      while (!caller.signal.aborted && Date.now() < until) {
        const left = until - Date.now();
        if (!reader.seek(cursor)) return await reader.changed(Math.min(left, LOOK_MS));
        if ((reader.take()?.length ?? 0) > 0) return;
        await reader.changed(left);
      }
    } finally {
      reader.leave();
    }
  }

  private async during(caller: Caller, wait: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const ending = this.endingOf(caller);
    await wait(ending.signal).finally(() => ending.abort());
  }

  /** Aborts when the caller goes away, when this process stops, or by whoever asked for it. */
  private endingOf({ signal }: Caller): AbortController {
    const ending = new AbortController();
    const leave = (): void => ending.abort();
    this.endings.add(ending);
    signal.addEventListener('abort', leave, { once: true });
    ending.signal.addEventListener(
      'abort',
      () => {
        this.endings.delete(ending);
        signal.removeEventListener('abort', leave);
      },
      { once: true },
    );
    if (signal.aborted) leave();
    return ending;
  }
}

/**
 * Whether the reader has a place in what is shared, after the page. What is shared may be a little behind the page: then it
 * is waited for until it has come so far, since to read the log again would only hold it up.
 */
async function isPlaced(
  reader: SharedReader,
  { events, next_cursor }: EventPage,
  /** The cursor of the last event that was told: nothing lies between it and the end of the page. */
  told: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  if (events.length >= NEARLY_THERE) return false;
  for (const until = Date.now() + LOOK_MS; ;) {
    if (reader.seek(next_cursor) || (told !== undefined && reader.seek(told))) return true;
    const left = until - Date.now();
    if (left <= 0 || signal.aborted) return false;
    await reader.changed(left);
    // Where there is no event to wait for, what has come is found in the log alone.
    if (events.length === 0) return false;
  }
}

/** What comes as it comes. Returns the cursor from which on the log is to be read, or nothing if it is over. */
async function* live(
  reader: SharedReader,
  after: string,
  signal: AbortSignal,
): AsyncGenerator<StreamItem, string | undefined> {
  let cursor = after;
  for (;;) {
    const items = reader.take();
    if (items === undefined) return cursor;
    for (const item of items) {
      if (item.kind === 'event') ({ cursor } = item);
      yield item;
      if (item.kind === 'end') return undefined;
    }
    if (signal.aborted) return undefined;
    if (items.length === 0) await reader.changed();
  }
}

async function* ofTypes(items: AsyncIterable<StreamItem>, types: readonly string[]): AsyncGenerator<StreamItem> {
  for await (const item of items) if (item.kind !== 'event' || types.includes(item.event.type)) yield item;
}
