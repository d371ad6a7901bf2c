import type { StreamItem } from '@app/intent-contracts';
import type { EventStream } from '../adapter-kit/execution-feed.js';

/** A stream of Runtime's as one tenant sees it. */
export interface UpstreamTarget {
  readonly stream: EventStream;
  readonly tenantId: string | undefined;
  /** On whose behalf, where that has to be said. */
  readonly authorization?: string | undefined;
}

/** The way in which Runtime's streams are followed. */
export abstract class Upstream {
  /**
   * Everything after the cursor, each event once, until the execution ends or the signal aborts, however long Runtime is
   * away in between. Throws what Runtime refuses with.
   */
  abstract follow(target: UpstreamTarget, after: string, signal: AbortSignal): AsyncIterable<StreamItem>;
}
