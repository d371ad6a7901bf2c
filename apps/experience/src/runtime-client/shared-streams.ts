import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Caller } from '../adapter-kit/caller.js';
import type { EventStream } from '../adapter-kit/execution-feed.js';
import { SharedStream, type SharedReader } from './shared-stream.js';
import { Upstream } from './upstream.js';

const SWEEP_MS = 1_000;

/** The streams of Runtime's that are followed at the moment. */
@Injectable()
export class SharedStreams implements OnModuleDestroy {
  private readonly streams = new Map<string, SharedStream>();
  private readonly sweeping = setInterval(() => this.sweep(Date.now()), SWEEP_MS).unref();

  constructor(private readonly upstream: Upstream) {}

  /** A reader of the stream as the caller's tenant sees it, who is woken when the caller is gone. */
  attend(stream: EventStream, { tenantId, authorization, signal }: Caller): SharedReader {
    const key = JSON.stringify([tenantId, stream]);
    let shared = this.streams.get(key);
    if (shared === undefined) {
      shared = new SharedStream((after, stopped, onBehalf) =>
        this.upstream.follow({ stream, tenantId, authorization: onBehalf }, after, stopped),
      );
      this.streams.set(key, shared);
    }
    const reader = shared.attend(authorization);
    signal.addEventListener('abort', () => reader.wake(), { once: true });
    return reader;
  }

  /** How many are followed, and by how many here. */
  load(): { streams: number; readers: number } {
    const readers = [...this.streams.values()].reduce((sum, { readerCount }) => sum + readerCount, 0);
    return { streams: this.streams.size, readers };
  }

  onModuleDestroy(): void {
    clearInterval(this.sweeping);
    for (const shared of this.streams.values()) shared.stop();
  }

  private sweep(now: number): void {
    for (const [key, shared] of this.streams) {
      shared.trim(now);
      if (!shared.isIdle(now)) continue;
      shared.stop();
      this.streams.delete(key);
    }
  }
}
