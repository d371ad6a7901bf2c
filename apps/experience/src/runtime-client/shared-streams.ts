import { Injectable, type OnModuleDestroy } from '@nestjs/common';
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

  /** A reader of the stream as the tenant sees it, who is woken when the signal aborts. */
  attend(stream: EventStream, tenantId: string | undefined, signal: AbortSignal): SharedReader {
    const key = JSON.stringify([tenantId, stream]);
    let shared = this.streams.get(key);
    if (shared === undefined) {
      shared = new SharedStream((after, stopped) => this.upstream.follow({ stream, tenantId }, after, stopped));
      this.streams.set(key, shared);
    }
    const reader = shared.attend();
    signal.addEventListener('abort', () => reader.wake(), { once: true });
    return reader;
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
