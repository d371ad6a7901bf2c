import { shareEvent, type StreamItem } from '@app/intent-contracts';

/** What has come is held so long: whoever takes longer reads it from Runtime again. */
const HELD_MS = 15_000;
const HELD_ITEMS = 16_384;
const HELD_CHARACTERS = 8 * 1024 * 1024;
/** How long a stream is followed when nobody here follows it any more. */
const LINGER_MS = 2_000;
/** How long it is left alone when it could not be followed. */
const PAUSE_MS = 1_000;

/** Follows what is shared, from a cursor on, on behalf of one of those who share it. */
export type FollowUpstream = (after: string, signal: AbortSignal, authorization?: string) => AsyncIterable<StreamItem>;

/**
 * A stream of Runtime's that is followed once, for all who follow it here. What comes is held for seconds, so that memory
 * grows with what happens and not with who is slow: who falls behind is told, and reads the log.
 */
export class SharedStream {
  private held: { readonly item: StreamItem; readonly at: number; readonly size: number }[] = [];
  /** Characters of what is held. */
  private size = 0;
  /** How many places came before the first that is held. */
  private dropped = 0;
  /** The cursor up to which everything has come. */
  private tail: string | undefined;
  private following: AbortController | undefined;
  private readonly readers = new Set<SharedReader>();
  private notBefore = 0;
  private leftAt = 0;

  constructor(private readonly follow: FollowUpstream) {}

  /** Whether it is followed for nobody, and has been for a while. */
  isIdle(now: number): boolean {
    return this.readers.size === 0 && now - this.leftAt > LINGER_MS;
  }

  get readerCount(): number {
    return this.readers.size;
  }

  /** Somebody who follows it from now on. */
  attend(authorization?: string): SharedReader {
    const reader = new SharedReader(this, authorization);
    this.readers.add(reader);
    return reader;
  }

  leave(reader: SharedReader): void {
    this.readers.delete(reader);
    this.leftAt = Date.now();
  }

  /**
   * The place after the cursor; undefined if it is not within what is held, so that what follows is to be read from the
   * log. Begins to follow at the cursor, on behalf of whoever asks, if nothing is followed yet.
   */
  placeAfter(cursor: string, authorization?: string): number | undefined {
    if (this.following === undefined && Date.now() >= this.notBefore) this.begin(cursor, authorization);
    if (cursor === this.tail) return this.next;
    const index = this.held.findLastIndex(({ item }) => item.kind === 'event' && item.cursor === cursor);
    return index === -1 ? undefined : this.dropped + index + 1;
  }

  /** What came from the place on; undefined if it is no longer held. */
  from(place: number): readonly StreamItem[] | undefined {
    return place < this.dropped ? undefined : this.held.slice(place - this.dropped).map(({ item }) => item);
  }

  /** Drops what has been held for long enough. */
  trim(now: number): void {
    const kept = this.held.findIndex(({ at }) => now - at < HELD_MS);
    this.drop(kept === -1 ? this.held.length : kept);
  }

  /** Lets go of Runtime's stream. Whoever still reads goes back to the log, and whoever comes begins anew. */
  stop(): void {
    this.following?.abort();
    this.following = undefined;
    this.tail = undefined;
    // One more, so that nobody's place is good any more: what comes next may begin elsewhere.
    this.drop(this.held.length + 1);
    this.wakeAll();
  }

  private get next(): number {
    return this.dropped + this.held.length;
  }

  private begin(cursor: string, authorization: string | undefined): void {
    this.tail = cursor;
    this.following = new AbortController();
    void this.pump(cursor, this.following.signal, authorization);
  }

  private async pump(after: string, stopped: AbortSignal, authorization: string | undefined): Promise<void> {
    try {
      for await (const item of this.follow(after, stopped, authorization)) {
        if (stopped.aborted) return;
        // Whoever reads the log there is told of the gap, and how things stand.
        if (item.kind === 'gap') break;
        this.add(item);
        if (item.kind === 'end') return;
      }
    } catch {
      // Whom it concerns is refused likewise, for a reason of its own, when it reads the log.
    }
    if (stopped.aborted) return;
    this.notBefore = Date.now() + PAUSE_MS;
    this.stop();
  }

  private add(item: StreamItem): void {
    const size = item.kind === 'event' ? shareEvent(item.event).length : 0;
    this.held.push({ item, at: Date.now(), size });
    this.size += size;
    if (item.kind === 'event') this.tail = item.cursor;
    // Half of it at a time: to drop one for each that comes would be to copy all of them.
    if (this.held.length > HELD_ITEMS || this.size > HELD_CHARACTERS) this.drop(Math.ceil(this.held.length / 2));
    this.wakeAll();
  }

  private drop(count: number): void {
    for (const { size } of this.held.slice(0, count)) this.size -= size;
    this.held = this.held.slice(count);
    this.dropped += count;
  }

  private wakeAll(): void {
    for (const reader of this.readers) reader.wake();
  }
}

/** Somebody who follows a shared stream. */
export class SharedReader {
  private place: number | undefined;
  private woken = false;
  private wakeUp: (() => void) | undefined;

  constructor(
    private readonly stream: SharedStream,
    private readonly authorization: string | undefined,
  ) {}

  /** Goes on after the cursor. Says whether what follows it is held. */
  seek(cursor: string): boolean {
    this.place = this.stream.placeAfter(cursor, this.authorization);
    return this.place !== undefined;
  }

  /** What has come since; undefined if it is no longer held. */
  take(): readonly StreamItem[] | undefined {
    const items = this.place === undefined ? undefined : this.stream.from(this.place);
    this.place = items && this.place! + items.length;
    return items;
  }

  /** Resolves when something has changed since this resolved last, or it is woken, or `limit` milliseconds are over. */
  async changed(limit?: number): Promise<void> {
    if (!this.woken) {
      const timer = limit === undefined ? undefined : setTimeout(() => this.wake(), limit);
      await new Promise<void>((resolve) => (this.wakeUp = resolve));
      clearTimeout(timer);
    }
    this.woken = false;
  }

  wake(): void {
    this.woken = true;
    this.wakeUp?.();
  }

  leave(): void {
    this.stream.leave(this);
    this.wake();
  }
}
