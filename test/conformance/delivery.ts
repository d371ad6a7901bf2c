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
  /** The planes that it goes through. */
  readonly through: readonly ('experience' | 'runtime')[];
  readonly at: (planes: BothPlanes) => Follower;
}

/** Tests kill servers that are back within a second or two. */
const IMPATIENT = { startMs: 20, capMs: 200, soonMs: 50 };

function client(url: string, options: Partial<LiveClientOptions>): LiveClient {
  return new LiveClient({ url, connect: connectWith(WebSocket), backoff: IMPATIENT, ...options });
}

const ofExperience = (name: string, transport: LiveClientOptions['transport']): Delivery => ({
  name,
  through: ['experience', 'runtime'],
  at: ({ v1 }) => client(v1.base, { transport }),
});

const ofRuntime = (name: string, options: Partial<LiveClientOptions>): Delivery => ({
  name,
  through: ['runtime'],
  at: ({ api }) => client(api.base, options),
});

/** Every delivery of the product. Runtime's own are of the same streams, with the same cursors. */
export const DELIVERIES: readonly Delivery[] = [
  ofExperience('WebSocket', 'websocket'),
  ofExperience('server-sent events', 'sse'),
  ofExperience('pages that wait', 'polling'),
  ofRuntime("Runtime's WebSocket", { transport: 'websocket', socketPath: 'events/stream' }),
  ofRuntime("Runtime's pages", { transport: 'polling' }),
];
