import type { ExecutionEvent } from '../event/event.js';
import type { Execution } from '../execution/execution.js';
import type { UpstreamState } from './frames.js';

/** What happens to one who follows a stream. */
export type StreamItem =
  | { readonly kind: 'event'; readonly cursor: string; readonly event: ExecutionEvent }
  /** Events after the cursor that was asked for are no longer kept; from `oldest` on all are. */
  | { readonly kind: 'gap'; readonly oldest: string }
  /** How the execution stands, in place of the events that are gone. */
  | { readonly kind: 'snapshot'; readonly status: Execution }
  /** Nothing can follow: the execution has ended. Always the last one. */
  | { readonly kind: 'end'; readonly cursor: string }
  /** Runtime is away, or back again; nothing is lost or repeated in between. */
  | { readonly kind: 'upstream'; readonly state: UpstreamState };

/** A stream that may be followed, by the one who asked. */
export interface OpenedStream {
  /** Where it begins: what follows this comes. */
  readonly cursor: string;
  /** Whether nothing follows: the execution has ended there. */
  readonly isOver: boolean;
  readonly items: AsyncIterable<StreamItem>;
}
