import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { connectWith, LiveClient, UpgradeRefused, type FollowTarget } from '@app/intent-client';
import type { StreamItem } from '@app/intent-contracts';
import { WebSocket } from 'ws';
import type { EventStream } from '../adapter-kit/execution-feed.js';
import { Environment } from '../config/environment.js';
import { PollingUpstream } from './polling-upstream.js';
import { Upstream, type UpstreamTarget } from './upstream.js';

/** How long pages are asked for when there is no WebSocket to be had, before it is tried again. */
const POLL_MS = 60_000;

/** Follows streams over WebSocket, many over one; and by pages where Runtime, or what is between, has no WebSocket. */
@Injectable()
export class WebSocketUpstream extends Upstream implements OnModuleDestroy {
  private readonly logger = new Logger(WebSocketUpstream.name);
  private readonly client: LiveClient;
  private notBefore = 0;

  constructor(
    { RUNTIME_URL }: Environment,
    private readonly pages: PollingUpstream,
  ) {
    super();
    const url = `${RUNTIME_URL.replace(/\/+$/, '')}/api`;
    this.client = new LiveClient({ url, socketPath: 'events/stream', connect: connectWith(WebSocket) });
  }

  async *follow(target: UpstreamTarget, after: string, signal: AbortSignal): AsyncGenerator<StreamItem> {
    if (Date.now() >= this.notBefore) {
      try {
        return yield* this.client.follow(toFollowTarget(target.stream), { after, tenantId: target.tenantId, signal });
      } catch (error) {
        // It is refused before anything was told.
        if (!(error instanceof UpgradeRefused)) throw error;
        if (Date.now() >= this.notBefore) this.logger.warn(`${error.message} Pages are asked for instead.`);
        this.notBefore = Date.now() + POLL_MS;
      }
    }
    yield* this.pages.follow(target, after, signal);
  }

  onModuleDestroy(): void {
    this.client.close();
  }
}

function toFollowTarget(stream: EventStream): FollowTarget {
  if ('executionId' in stream) return { execution_id: stream.executionId };
  return 'sessionId' in stream ? { session_id: stream.sessionId } : { tenant: true };
}
