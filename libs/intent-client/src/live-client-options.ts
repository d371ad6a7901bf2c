import type { BackoffLimits } from './backoff.js';
import type { Fetch } from './http/http-door.js';
import type { Connect } from './websocket/web-socket-like.js';

export interface LiveClientOptions {
  /** The base URL of a plane's routes, as `http://127.0.0.1:8001/v1`. */
  readonly url: string;
  /** How events come; over WebSocket if it is left out. A cursor is good on each. */
  readonly transport?: 'websocket' | 'sse' | 'polling' | undefined;
  /** Sent with every request. A browser's WebSocket sends none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Asked for before each WebSocket is opened, and put into its address: where callers have to say who they are, a
   * browser gets one from `POST /v1/live/ticket`. What it rejects with is tried again, unless it is a `StreamRefused`.
   */
  readonly ticket?: (() => Promise<string>) | undefined;
  /** The tenant, in open mode alone. */
  readonly tenantId?: string | undefined;
  /** The WebSocket's path below the base URL: `live` as Experience has it; that of Runtime is `events/stream`. */
  readonly socketPath?: string | undefined;
  /** Opens WebSockets; the global class does if it is left out. `connectWith(WebSocket)` is for that of the package `ws`. */
  readonly connect?: Connect | undefined;
  readonly fetch?: Fetch | undefined;
  /** From 0 up to 1: spreads the tries of many clients. */
  readonly random?: (() => number) | undefined;
  readonly backoff?: Partial<BackoffLimits> | undefined;
  /** Items that are held for one who does not read, over WebSocket; the others hold none. */
  readonly queueLimit?: number | undefined;
  /** Milliseconds for which a WebSocket stays open when nobody follows. */
  readonly idleMs?: number | undefined;
  /** Milliseconds in which a server must have said something. Over WebSocket it says itself how soon, but for its first word. */
  readonly silenceMs?: number | undefined;
}
