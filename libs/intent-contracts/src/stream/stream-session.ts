import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { assertFaithful, scanJson } from '../json/json-fault.js';
import { inputErrors } from '../problem/input-errors.js';
import type { InputError, Problem } from '../problem/problem.js';
import { ProblemError } from '../problem/problem-error.js';
import { CLIENT_FRAMES, STREAM_CLOSE, Subscribe, Unsubscribe, type ServerFrame, type UpstreamState } from './frames.js';
import { eventFrame } from './event-frame.js';
import type { OpenedStream, StreamItem } from './stream-item.js';

/** A WebSocket as a session uses it; those of the package `ws` fit. */
export interface StreamSocket {
  /** Bytes that the network has not taken yet. */
  readonly bufferedAmount: number;
  /** Sends text, or what is text in UTF-8, and calls `taken` once the network has taken it, or never will. */
  send(text: string | Uint8Array, options: { readonly binary: false }, taken?: () => void): void;
  /** Asks the other side for a sign of life, which is to be passed on to `heard`. */
  ping(): void;
  /** Says why, and ends in an orderly way. */
  close(code: number, reason: string): void;
  /** Ends at once. */
  terminate(): void;
}

/** Where the streams come from. */
export interface StreamSource {
  /**
   * Resolves once it is certain that the one who asked may follow the stream. Rejects with what it is refused for. Ends
   * what it does when `signal` aborts, which it does at the end of the stream too.
   */
  open(subscription: Subscribe, signal: AbortSignal): Promise<OpenedStream>;
  /** What the client is told of an error. */
  problemOf(error: unknown): Problem;
}

export interface StreamLimits {
  readonly heartbeatMs: number;
  readonly maxSubscriptions: number;
  /** Bytes of the socket's buffer from which on nothing more is handed to it until it has drained. */
  readonly maxBuffered: number;
  /** Milliseconds in which it must have drained. */
  readonly stallMs: number;
  /** Frames of a connection that may be wrong. */
  readonly maxFlaws: number;
}

export const STREAM_LIMITS: StreamLimits = {
  heartbeatMs: 7_000,
  maxSubscriptions: 1_000,
  // With the frame that goes over it, less than a mebibyte as a rule.
  maxBuffered: 512 * 1024,
  stallMs: 30_000,
  maxFlaws: 100,
};

/**
 * The server's end of one connection of `intent-events.v1`: answers frames, and hands out streams no faster than the
 * client takes them. What is not handed out stays where it is read from, so a slow client costs no memory.
 */
export class StreamSession {
  private readonly subscriptions = new Map<string, AbortController>();
  private flaws = 0;
  private alive = true;
  private upstream: UpstreamState = 'back';

  constructor(
    private readonly socket: StreamSocket,
    private readonly source: StreamSource,
    private readonly limits: StreamLimits = STREAM_LIMITS,
  ) {
    const { heartbeatMs, maxSubscriptions } = limits;
    this.send({ event: 'welcome', data: { heartbeat_ms: heartbeatMs, max_subscriptions: maxSubscriptions } });
  }

  /** Takes what the client sent. */
  receive(frame: string): void {
    this.alive = true;
    // Answers to one who asks and does not read would pile up.
    if (this.socket.bufferedAmount > 2 * this.limits.maxBuffered) return this.socket.terminate();
    try {
      this.obey(frame);
    } catch (error) {
      this.refuse(error);
    }
  }

  /** Says what was wrong with a frame; the connection stands unless that happens too often. */
  refuse(error: unknown): void {
    const cause = error instanceof Flaw ? error.problem : error;
    const sub = error instanceof Flaw ? error.sub : undefined;
    this.send({ event: 'error', data: { ...(sub !== undefined && { sub }), problem: this.source.problemOf(cause) } });
    this.flaws += 1;
    if (this.flaws >= this.limits.maxFlaws) {
      this.turnAway(STREAM_CLOSE.policy, 'Too many frames that could not be understood.');
    }
  }

  /** To be called when the client gives a sign of life. */
  heard(): void {
    this.alive = true;
  }

  /** To be called every `heartbeatMs`: a client that has given no sign since the last time is gone. */
  beat(): void {
    // Its answer may stand behind what it has not read yet; that it reads at all is seen to by `hand`.
    if (!this.alive && this.socket.bufferedAmount === 0) return this.socket.terminate();
    this.alive = false;
    this.socket.ping();
  }

  /** Says that this server is about to stop. */
  drain(): void {
    this.send({ event: 'draining', data: {} });
  }

  /** To be called when the connection is closed, whoever closed it. */
  end(): void {
    for (const following of this.subscriptions.values()) following.abort();
    this.subscriptions.clear();
  }

  private obey(frame: string): void {
    const { event, data } = parsed(frame);
    if (event === 'ping') return this.send({ event: 'pong', data: {} });
    if (event === 'unsubscribe') return this.unsubscribe(checked(Unsubscribe, data).sub);
    if (event === 'subscribe') return this.subscribe(checked(Subscribe, data));
    throw flaw('/event', 'unknown', `There is no such frame. Send ${Object.keys(CLIENT_FRAMES).join(', ')}.`);
  }

  private subscribe(subscription: Subscribe): void {
    const { sub, execution_id, session_id, tenant } = subscription;
    if ([execution_id, session_id, tenant].filter((stream) => stream !== undefined).length !== 1) {
      throw flaw('', 'one_stream', 'Name one stream: an execution_id, a session_id, or tenant: true.', sub);
    }
    if (this.subscriptions.has(sub)) {
      throw flaw('/sub', 'in_use', `"${sub}" is a subscription of this connection. Choose another name.`, sub);
    }
    if (this.subscriptions.size >= this.limits.maxSubscriptions) {
      const detail = `A connection has ${this.limits.maxSubscriptions} subscriptions at most. Open another one.`;
      throw new Flaw(new ProblemError('TOO_MANY_REQUESTS', detail), sub);
    }
    const following = new AbortController();
    this.subscriptions.set(sub, following);
    void this.follow(subscription, following);
  }

  private unsubscribe(sub: string): void {
    this.subscriptions.get(sub)?.abort();
    this.subscriptions.delete(sub);
  }

  private async follow(subscription: Subscribe, following: AbortController): Promise<void> {
    const { sub, types } = subscription;
    const { signal } = following;
    try {
      const { cursor, items } = await this.source.open(subscription, signal);
      if (!signal.aborted) this.send({ event: 'subscribed', data: { sub, cursor } });
      for await (const item of items) {
        if (signal.aborted) return;
        if (item.kind === 'event' && types?.includes(item.event.type) === false) continue;
        const frame = this.frameOf(sub, item);
        if (frame !== undefined) await this.hand(frame);
      }
    } catch (error) {
      if (!signal.aborted) this.send({ event: 'error', data: { sub, problem: this.source.problemOf(error) } });
    } finally {
      if (this.subscriptions.get(sub) === following) this.subscriptions.delete(sub);
      following.abort();
    }
  }

  private frameOf(sub: string, item: StreamItem): string | Uint8Array | undefined {
    switch (item.kind) {
      case 'event':
        return eventFrame(sub, item);
      case 'gap':
        return written({ event: 'gap', data: { sub, oldest: item.oldest } });
      case 'snapshot':
        return written({ event: 'snapshot', data: { sub, status: item.status } });
      case 'end':
        return written({ event: 'end', data: { sub, cursor: item.cursor } });
      case 'upstream':
        // Every subscription says so; the connection has one Runtime.
        if (item.state === this.upstream) return undefined;
        this.upstream = item.state;
        return written({ event: 'upstream', data: { state: item.state } });
    }
  }

  /**
   * Hands a frame to the network. With a full buffer it resolves when the network has taken all of it; a client that
   * lets it wait for too long is turned away.
   */
  private hand(frame: string | Uint8Array): Promise<void> | undefined {
    if (this.socket.bufferedAmount <= this.limits.maxBuffered) {
      this.socket.send(frame, AS_TEXT);
      return undefined;
    }
    return new Promise((resolve) => {
      const giveUp = setTimeout(() => {
        this.turnAway(STREAM_CLOSE.tooSlow, 'You read too slowly. Connect again and go on from your cursors.');
        resolve();
      }, this.limits.stallMs);
      this.socket.send(frame, AS_TEXT, () => {
        clearTimeout(giveUp);
        resolve();
      });
    });
  }

  private turnAway(code: number, reason: string): void {
    this.end();
    this.socket.close(code, reason);
  }

  private send(frame: ServerFrame): void {
    this.socket.send(written(frame), AS_TEXT);
  }
}

const AS_TEXT = { binary: false } as const;
const written = (frame: ServerFrame): string => JSON.stringify(frame);

/** A frame that cannot be obeyed, and the subscription that it was about. */
class Flaw extends Error {
  constructor(
    readonly problem: ProblemError,
    readonly sub?: string,
  ) {
    super(problem.message);
  }
}

function flaw(pointer: string, code: string, detail: string, sub?: string): Flaw {
  return new Flaw(new ProblemError('REQUEST_INVALID', detail, { errors: [{ pointer, code, detail }] }), sub);
}

function parsed(text: string): { event?: unknown; data?: unknown } {
  let frame: unknown;
  try {
    const scan = scanJson(new TextEncoder().encode(text));
    frame = JSON.parse(text);
    assertFaithful(frame, scan);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError('MALFORMED_JSON', 'A frame is JSON text: {"event": …, "data": …}.');
  }
  if (typeof frame === 'object' && frame !== null && !Array.isArray(frame)) return frame;
  throw flaw('', 'object', 'A frame is an object: {"event": …, "data": …}.');
}

function checked<Data extends object>(type: new () => Data, given: unknown): Data {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  if (!isObject) throw flaw('/data', 'object', 'The data of this frame is an object.');
  const data = plainToInstance(type, given);
  const errors: InputError[] = validateSync(data, { whitelist: true, forbidNonWhitelisted: true }).flatMap((error) =>
    inputErrors(error, '/data'),
  );
  if (errors.length === 0) return data;
  const sub = 'sub' in given && typeof given.sub === 'string' ? given.sub.slice(0, 100) : undefined;
  const detail = 'The frame does not fit; see `errors`.';
  throw new Flaw(new ProblemError('REQUEST_INVALID', detail, { errors }), sub);
}
