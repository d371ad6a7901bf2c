import { once } from 'node:events';
import type { ClientFrame, ServerFrame } from '@app/intent-contracts';
import { WebSocket } from 'ws';

type DataOf<Name extends ServerFrame['event']> = Extract<ServerFrame, { event: Name }>['data'];

/** A WebSocket that speaks without a client's manners, and keeps what it is told. */
export class RawSocket {
  readonly frames: ServerFrame[] = [];
  /** The code with which it is closed. */
  readonly closed: Promise<number>;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.frames.push(JSON.parse(data.toString()) as ServerFrame));
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
  }

  /** Rejects if the server does not upgrade. */
  static async open(url: string, protocol?: string, headers: Record<string, string> = {}): Promise<RawSocket> {
    const socket = new WebSocket(url, protocol === undefined ? [] : [protocol], { headers });
    const raw = new RawSocket(socket);
    await once(socket, 'open');
    return raw;
  }

  /** What the server has chosen. */
  get protocol(): string {
    return this.socket.protocol;
  }

  send(frame: ClientFrame): void {
    this.sendRaw(JSON.stringify(frame));
  }

  sendRaw(data: string | Buffer): void {
    this.socket.send(data);
  }

  /** The first frame of the name that fits, of those that have come since `forget`, or the next that comes. */
  async frame<Name extends ServerFrame['event']>(
    event: Name,
    fits: (data: DataOf<Name>) => boolean = () => true,
  ): Promise<DataOf<Name>> {
    for (let read = 0; ; read += 1) {
      while (read >= this.frames.length) await once(this.socket, 'message');
      const frame = this.frames[read]!;
      const data = frame.data as DataOf<Name>;
      if (frame.event === event && fits(data)) return data;
    }
  }

  forget(): void {
    this.frames.length = 0;
  }

  /** Resolves when the server has answered everything that was sent before. */
  async answered(): Promise<void> {
    const pongs = this.count('pong');
    this.send({ event: 'ping', data: {} });
    while (this.count('pong') === pongs) await once(this.socket, 'message');
  }

  /** The names of the frames about a subscription, in order. */
  of(sub: string): string[] {
    return this.frames.flatMap(({ event, data }) => ('sub' in data && data.sub === sub ? [event] : []));
  }

  close(): void {
    this.socket.terminate();
  }

  private count(event: string): number {
    return this.frames.filter((frame) => frame.event === event).length;
  }
}
