import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { connectWith, LiveClient, UpgradeRefused, type FollowTarget } from '@app/intent-client';
import type { StreamItem } from '@app/intent-contracts';
import { WebSocket } from 'ws';
import type { EventStream } from '../adapter-kit/execution-feed.js';
import { Environment } from '../config/environment.js';
import { PollingUpstream } from './polling-upstream.js';
import { serviceCredential } from './service-credential.js';
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
    environment: Environment,
    private readonly pages: PollingUpstream,
  ) {
    super();
    const url = `${environment.RUNTIME_URL.replace(/\/+$/, '')}/api`;
    const headers = serviceCredential(environment);
    this.client = new LiveClient({ url, headers, socketPath: 'events/stream', connect: connectWith(WebSocket) });
  }

  async *follow(target: UpstreamTarget, after: string, signal: AbortSignal): AsyncGenerator<StreamItem> {
    const cursor = Date.now() >= this.notBefore ? yield* this.overSocket(target, after, signal) : after;
    if (cursor !== undefined) yield* this.pages.follow(target, cursor, signal);
  }

  onModuleDestroy(): void {
    this.client.close();
  }

  /** What comes over WebSocket; the cursor to go on from by pages, if there is none, or none any more. */
  private async *overSocket(
    { stream, tenantId, authorization }: UpstreamTarget,
    after: string,
    signal: AbortSignal,
  ): AsyncGenerator<StreamItem, string | undefined> {
    let cursor = after;
    let isAway = false;
    try {
      for await (const item of this.client.follow(toFollowTarget(stream), { after, tenantId, authorization, signal })) {
        if ('cursor' in item) ({ cursor } = item);
        if (item.kind === 'upstream') isAway = item.state === 'away';
        yield item;
      }
      return undefined;
    } catch (error) {
      if (!(error instanceof UpgradeRefused)) throw error;
      if (Date.now() >= this.notBefore) this.logger.warn(`${error.message} Pages are asked for instead.`);
      this.notBefore = Date.now() + POLL_MS;
    }
    // Whoever refuses is there.
    if (isAway) yield { kind: 'upstream', state: 'back' };
    return cursor;
  }
}

function toFollowTarget(stream: EventStream): FollowTarget {
  if ('executionId' in stream) return { execution_id: stream.executionId };
  return 'sessionId' in stream ? { session_id: stream.sessionId } : { tenant: true };
}
