import { ProblemError } from '../problem/problem-error.js';
import { STREAM_CLOSE } from './frames.js';
import {
  STREAM_LIMITS,
  StreamSession,
  type StreamLimits,
  type StreamSocket,
  type StreamSource,
} from './stream-session.js';

/** A socket as the package `ws` has it. */
export interface ServedSocket extends StreamSocket {
  on(event: 'message', listener: (data: { toString(): string }, isBinary: boolean) => void): unknown;
  on(event: 'pong' | 'close', listener: () => void): unknown;
}

/** How long those who are told that the server stops may take to say goodbye. */
const GOODBYE_MS = 2_000;

/** All connections of `intent-events.v1` to this process. */
export class StreamServer {
  private readonly sessions = new Map<ServedSocket, StreamSession>();
  private heartbeat: ReturnType<typeof setInterval> | undefined;
  private emptied: () => void = () => undefined;

  constructor(private readonly limits: StreamLimits = STREAM_LIMITS) {}

  /** Serves a connection until either side closes it. */
  accept(socket: ServedSocket, source: StreamSource): void {
    const session = new StreamSession(socket, source, this.limits);
    this.sessions.set(socket, session);
    this.heartbeat ??= setInterval(() => this.beat(), this.limits.heartbeatMs);
    socket.on('message', (data, isBinary) => {
      if (isBinary) session.refuse(new ProblemError('MALFORMED_REQUEST', 'Frames are text. Send JSON as text.'));
      else session.receive(data.toString());
    });
    socket.on('pong', () => session.heard());
    socket.on('close', () => this.leave(socket));
  }

  /** Tells everybody that this server is about to stop. */
  drain(): void {
    for (const session of this.sessions.values()) session.drain();
  }

  /** Ends every stream, says why, and resolves when all have gone; who does not answer is cut off. */
  async close(): Promise<void> {
    if (this.sessions.size === 0) return;
    const gone = new Promise<void>((resolve) => (this.emptied = resolve));
    for (const [socket, session] of this.sessions) {
      session.end();
      socket.close(STREAM_CLOSE.goingAway, 'This server stops. Connect again and go on from your cursors.');
    }
    const cutOff = setTimeout(() => {
      for (const socket of this.sessions.keys()) socket.terminate();
    }, GOODBYE_MS);
    await gone;
    clearTimeout(cutOff);
  }

  private beat(): void {
    for (const session of this.sessions.values()) session.beat();
  }

  private leave(socket: ServedSocket): void {
    this.sessions.get(socket)?.end();
    this.sessions.delete(socket);
    if (this.sessions.size > 0) return;
    clearInterval(this.heartbeat);
    this.heartbeat = undefined;
    this.emptied();
  }
}
