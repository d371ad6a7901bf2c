import type { StreamItem } from '@app/intent-contracts';
import { SeenEvents } from './seen-events.js';

interface FollowingOptions {
  /** Begins to follow; called when the first item is asked for. */
  readonly begin: (signal: AbortSignal) => AsyncIterator<StreamItem>;
  readonly types: readonly string[] | undefined;
  /** Ends it from outside. */
  readonly signal: AbortSignal | undefined;
  /** Everybody who follows at the moment. */
  readonly crowd: Set<Following>;
}

/** Somebody who follows a stream, and is told every event once. */
export class Following implements AsyncIterableIterator<StreamItem, void> {
  private readonly stopping = new AbortController();
  private readonly items: AsyncGenerator<StreamItem, void>;

  constructor(private readonly options: FollowingOptions) {
    this.items = this.read();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<StreamItem, void>> {
    return this.items.next();
  }

  /** Ends it even while somebody waits for the next item, who is then told that there is none. */
  return(): Promise<IteratorResult<StreamItem, void>> {
    this.stop();
    return this.items.return();
  }

  readonly stop = (): void => {
    this.options.signal?.removeEventListener('abort', this.stop);
    this.options.crowd.delete(this);
    this.stopping.abort();
  };

  private async *read(): AsyncGenerator<StreamItem, void> {
    const { begin, types, signal: given, crowd } = this.options;
    const { signal } = this.stopping;
    if (given?.aborted) return;
    given?.addEventListener('abort', this.stop, { once: true });
    crowd.add(this);
    try {
      const seen = new SeenEvents();
      for await (const item of { [Symbol.asyncIterator]: () => begin(signal) }) {
        if (signal.aborted) return;
        // The server filters where it can; what comes again after a reconnect is dropped here.
        if (item.kind === 'event' && !(seen.isNew(item.event) && (types?.includes(item.event.type) ?? true))) continue;
        yield item;
        if (item.kind === 'end') return;
      }
    } finally {
      this.stop();
    }
  }
}
