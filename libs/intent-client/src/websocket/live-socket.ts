import type { ClientFrame, ServerFrame, STREAM_PROTOCOL } from '@app/intent-contracts';
import { problemIn } from '../http/refusal.js';
import { isPassing } from '../passing.js';
import { CLOSE, SocketClosed } from './socket-closed.js';
import { UpgradeRefused } from './upgrade-refused.js';
import type { Connect, WebSocketLike } from './web-socket-like.js';

const PROTOCOL: typeof STREAM_PROTOCOL = 'intent-events.v1';
const OPEN = 1;
/** Heartbeats without a word after which nobody is there. The server says nothing of its own accord but is asked by `ping`. */
const SILENT_BEATS = 2;

/** How a connection was lost: for good, sent away by a server that stops or has no patience, or without a word. */
export type Loss = { readonly for: 'good'; readonly error: Error } | { readonly for: 'now' | 'no reason' };

export interface SocketWatcher {
  take(frame: ServerFrame): void;
  /** Said once, and nothing after it. */
  lost(loss: Loss): void;
}

export interface SocketOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connect: Connect;
  /** Milliseconds in which the server must have said its first word. */
  readonly welcomeMs: number;
}

/** One WebSocket from opening to loss, watched for signs of life. */
export class LiveSocket {
  private readonly socket: WebSocketLike;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private silentBeats = 0;
  private isOver = false;

  /** Throws what `connect` throws. */
  constructor(
    { url, headers, connect, welcomeMs }: SocketOptions,
    private readonly watcher: SocketWatcher,
  ) {
    this.socket = connect(url, PROTOCOL, { headers, refused: (status, body) => this.refused(url, status, body) });
    this.timer = setTimeout(() => this.abandon(), welcomeMs);
    this.socket.addEventListener('message', ({ data }) => this.hear(data));
    this.socket.addEventListener('close', ({ code, reason }) => this.closed(code, reason));
    // What it was is told by the close that follows.
    this.socket.addEventListener('error', () => undefined);
  }

  send(frame: ClientFrame): void {
    if (!this.isOver && this.socket.readyState === OPEN) this.socket.send(JSON.stringify(frame));
  }

  /** Says goodbye, and is heard of no more. */
  leave(): void {
    this.over();
    this.socket.close(1000);
  }

  private hear(data: unknown): void {
    if (this.isOver) return;
    this.silentBeats = 0;
    const frame = frameIn(data);
    // What is not of the protocol may have been an event: it is asked for again.
    if (frame === undefined) return this.abandon();
    if (frame.event === 'welcome') this.beginToBeat(frame.data.heartbeat_ms);
    this.watcher.take(frame);
  }

  private beginToBeat(everyMs: number): void {
    clearTimeout(this.timer);
    this.timer = setInterval(() => {
      if (this.silentBeats >= SILENT_BEATS) return this.abandon();
      this.silentBeats += 1;
      this.send({ event: 'ping', data: {} });
    }, everyMs);
  }

  /** The other side may be gone without a trace, so that there is nobody to say goodbye to. */
  private abandon(): void {
    if (this.socket.terminate) this.socket.terminate();
    else this.socket.close();
    this.lose({ for: 'no reason' });
  }

  private closed(code: number, reason: string): void {
    if (SocketClosed.isFinal(code)) this.lose({ for: 'good', error: new SocketClosed(code, reason) });
    else this.lose({ for: code === CLOSE.goingAway || code === CLOSE.tooSlow ? 'now' : 'no reason' });
  }

  private refused(url: string, status: number, body: string): void {
    if (isPassing({ status, retryable: true })) this.lose({ for: 'no reason' });
    else this.lose({ for: 'good', error: new UpgradeRefused(url, status, problemIn(body)) });
  }

  private lose(loss: Loss): void {
    if (this.isOver) return;
    this.over();
    this.watcher.lost(loss);
  }

  private over(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }
}

function frameIn(data: unknown): ServerFrame | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const frame = JSON.parse(data) as ServerFrame | null;
    return typeof frame?.event === 'string' && typeof frame.data === 'object' ? frame : undefined;
  } catch {
    return undefined;
  }
}
