import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  Equals,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { ExecutionEvent } from '../event/event.js';
import { Execution } from '../execution/execution.js';
import { Problem } from '../problem/problem.js';

/** Subprotocol of the event stream over WebSocket. Every frame is JSON text: `{event, data}`. */
export const STREAM_PROTOCOL = 'intent-events.v1';

/** Follows a stream: exactly one of `execution_id`, `session_id` and `tenant`. Answered by `subscribed`, or by `error`. */
export class Subscribe {
  /** The client's name for the subscription, unique on its connection. */
  @IsString() @IsNotEmpty() @MaxLength(100) sub!: string;
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(200) execution_id?: string;
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(200) session_id?: string;
  @IsOptional() @Equals(true) tenant?: true;
  /** Event types to be told; all if left out. */
  @IsOptional() @IsArray() @ArrayMaxSize(50) @IsString({ each: true }) types?: string[];
  /** A cursor of this stream, `latest` for what comes from now on; the beginning if left out. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(500) after?: string;
  /** The tenant, in open mode alone. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(200) tenant_id?: string;
  /**
   * As the header: of whom the subscription is, where one connection carries those of many. Between the planes; a client
   * says it once, when it connects.
   */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(10_000) authorization?: string;
}

/** Ends a subscription. Nothing is answered, and frames that were under way may still come. */
export class Unsubscribe {
  @IsString() @IsNotEmpty() @MaxLength(100) sub!: string;
}

/** The first frame of a connection. */
class Welcome {
  /** How often the server looks whether the client is there; a client may do likewise, by `ping`. */
  @IsInt() heartbeat_ms!: number;
  @IsInt() max_subscriptions!: number;
}

/** The subscription stands: what follows the cursor will be told. */
class Subscribed {
  @IsString() sub!: string;
  @IsString() cursor!: string;
}

/** Something happened. */
class Delivery {
  @IsString() sub!: string;
  /** Going on after it, on any transport, loses nothing and repeats nothing. */
  @IsString() cursor!: string;
  @ValidateNested() @Type(() => ExecutionEvent) event!: ExecutionEvent;
}

/** The cursor is older than what is kept: events between it and `oldest` can be missing. */
class Gap {
  @IsString() sub!: string;
  /** From this cursor on everything is kept. */
  @IsString() oldest!: string;
}

/** Comes after a gap in the stream of an execution: how it stands, in place of the events that are gone. */
class Snapshot {
  @IsString() sub!: string;
  @ValidateNested() @Type(() => Execution) status!: Execution;
}

/** The execution has ended and everything was told. The subscription is over. */
class End {
  @IsString() sub!: string;
  @IsString() cursor!: string;
}

/** A subscription or a frame was refused, or a subscription cannot go on. The connection stands. */
class StreamError {
  @IsOptional() @IsString() sub?: string;
  @ValidateNested() @Type(() => Problem) problem!: Problem;
}

export const UPSTREAM_STATES = ['away', 'back'] as const;
export type UpstreamState = (typeof UPSTREAM_STATES)[number];

/** Experience alone: Runtime cannot be reached, or is back. Nothing is lost or repeated in between. */
class Upstream {
  @IsIn(UPSTREAM_STATES) state!: UpstreamState;
}

/** What a client may send, by the name in `event`; null where the name says it all and `data` is empty. */
export const CLIENT_FRAMES = {
  subscribe: Subscribe,
  unsubscribe: Unsubscribe,
  /** Asks whether the server is there: a page in a browser cannot see what a WebSocket does by itself. */
  ping: null,
} as const;

/** What a server may send, by the name in `event`. Clients pass over what they do not know. */
export const SERVER_FRAMES = {
  welcome: Welcome,
  subscribed: Subscribed,
  event: Delivery,
  gap: Gap,
  snapshot: Snapshot,
  end: End,
  error: StreamError,
  /** The answer to `ping`. */
  pong: null,
  /** This server is about to stop: connect again, elsewhere. Until then events still come. */
  draining: null,
  upstream: Upstream,
} as const;

type Frames = Readonly<Record<string, (new () => object) | null>>;
type DataOf<Type> = Type extends new () => infer Data ? Data : Record<string, never>;
type FrameOf<Known extends Frames> = {
  [Name in keyof Known]: { readonly event: Name; readonly data: DataOf<Known[Name]> };
}[keyof Known];

export type ClientFrame = FrameOf<typeof CLIENT_FRAMES>;
export type ServerFrame = FrameOf<typeof SERVER_FRAMES>;

/** Why a server closes a connection. After 1001 and 1013 a client connects again and goes on from its cursors. */
export const STREAM_CLOSE = {
  /** The server stops. */
  goingAway: 1001,
  /** The client keeps sending what cannot be understood, or too much. */
  policy: 1008,
  /** A frame is larger than a client's may be. */
  tooBig: 1009,
  /** The client has not read for too long. */
  tooSlow: 1013,
  unauthenticated: 4401,
  forbidden: 4403,
} as const;
