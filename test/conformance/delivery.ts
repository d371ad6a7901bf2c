import {
  connectWith,
  LiveClient,
  type FollowOptions,
  type FollowTarget,
  type LiveClientOptions,
} from '@app/intent-client';
import type { StreamItem } from '@app/intent-contracts';
import { WebSocket } from 'ws';
import type { BothPlanes } from '../processes/both-planes.js';

/** Whoever follows streams by a delivery, and keeps at it while servers come and go. */
export interface Follower {
  follow(target: FollowTarget, options?: FollowOptions): AsyncIterable<StreamItem>;
  close(): void;
}

/** A way in which events are delivered. */
export interface Delivery {
  readonly name: string;
  /** The planes of which it always tells that they are away. */
  readonly notices: readonly ('experience' | 'runtime')[];
  readonly at: (planes: BothPlanes) => Follower;
}

/** Tests kill servers that are back within a second or two. */
const IMPATIENT = { startMs: 20, capMs: 200, soonMs: 50 };

function client(url: string, options: Partial<LiveClientOptions>): LiveClient {
  return new LiveClient({ url, connect: connectWith(WebSocket), backoff: IMPATIENT, ...options });
}

/** Every delivery of the product. Runtime's own are of the same streams, with the same cursors. */
export const DELIVERIES: readonly Delivery[] = [
  {
    name: 'WebSocket',
    notices: ['experience', 'runtime'],
    at: ({ v1 }) => client(v1.base, { transport: 'websocket' }),
  },
  {
    name: 'server-sent events',
    notices: ['experience', 'runtime'],
    at: ({ v1 }) => client(v1.base, { transport: 'sse' }),
  },
  {
    // A page that waits for something to happen may wait for Runtime as well.
    name: 'pages that wait',
    notices: ['experience'],
    at: ({ v1 }) => client(v1.base, { transport: 'polling' }),
  },
  {
    name: "Runtime's WebSocket",
    notices: ['runtime'],
    at: ({ api }) => client(api.base, { transport: 'websocket', socketPath: 'events/stream' }),
  },
  {
    name: "Runtime's pages",
    notices: ['runtime'],
    at: ({ api }) => client(api.base, { transport: 'polling' }),
  },
];
