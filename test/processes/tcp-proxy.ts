import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a client sends are requests, what a server sends are answers. */
export type Direction = 'requests' | 'answers';

const MOST_QUEUED = 1024 * 1024;
const REBIND_WITHIN_MS = 5_000;

/** Stands between clients and a server, and does to their connections what networks do. All of it can be changed while it runs. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private passable: Promise<void> = Promise.resolve();
  private thawed: (() => void) | undefined;
  private latency = 0;
  private cutAt: { direction: Direction; bytes: number } | undefined;

  private constructor(
    private readonly server: Server,
    readonly port: number,
    /** The port of the loopback address that new connections lead to. Those that there are stay where they are. */
    public target: number,
  ) {
    server.on('connection', (client) => void this.join(client));
  }

  static async listen(target: number): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, (server.address() as AddressInfo).port, target);
  }

  /** Resets every connection, at both ends. */
  cut(): void {
    for (const socket of this.sockets) reset(socket);
  }

  /**
   * Lets that many more bytes through in a direction, over all connections, and cuts them all in place of the next. Node
   * takes a reset that comes together with bytes for an end.
   */
  cutAfter(bytes: number, direction: Direction): void {
    this.cutAt = { bytes, direction };
  }

  /** Refuses new connections, as a machine on which nobody listens. Those that there are stay. */
  refuse(): void {
    this.server.close();
  }

  /** Takes new connections again, on the same port. */
  async accept(): Promise<void> {
    const deadline = performance.now() + REBIND_WITHIN_MS;
    for (;;) {
      try {
        await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
        return;
      } catch (error) {
        // Somebody's outgoing connection may have been given the port in the meantime.
        if (performance.now() > deadline) throw error;
        await sleep(50);
      }
    }
  }

  /** Passes nothing on, neither bytes nor ends, and leaves both parties to believe that they are connected. */
  freeze(): void {
    if (this.thawed) return;
    this.passable = new Promise((resolve) => (this.thawed = resolve));
  }

  /** Passes on what was held back, and what comes. */
  thaw(): void {
    this.thawed?.();
    this.thawed = undefined;
  }

  /** Has bytes take so much longer, in either direction. */
  delay(milliseconds: number): void {
    this.latency = milliseconds;
  }

  async close(): Promise<void> {
    const closed = this.server.listening ? once(this.server, 'close') : undefined;
    this.server.close();
    this.cut();
    this.thaw();
    await closed;
  }

  private async join(client: Socket): Promise<void> {
    this.keep(client);
    await this.passable;
    if (client.destroyed) return;
    const server = connect({ port: this.target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    this.keep(server);
    this.carry(client, server, 'requests');
    this.carry(server, client, 'answers');
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    // Where it matters, it is the close that tells of it.
    socket.on('error', () => undefined);
  }

  /** Everything in one direction in the order in which it came: bytes, and then how they end. */
  private carry(from: Socket, to: Socket, direction: Direction): void {
    let last = Promise.resolve();
    let queued = 0;
    const next = (step: () => Promise<void> | void): void => {
      const due = performance.now() + this.latency;
      last = last.then(async () => {
        const early = due - performance.now();
        if (early > 0) await sleep(early);
        await this.passable;
        if (!to.destroyed) await step();
      });
    };
    from.on('data', (bytes) => {
      queued += bytes.length;
      if (queued > MOST_QUEUED) from.pause();
      next(async () => {
        await this.pass(bytes, to, direction);
        queued -= bytes.length;
        if (queued <= MOST_QUEUED) from.resume();
      });
    });
    from.once('end', () => next(() => void to.end()));
    from.once('close', (wasReset) => {
      if (wasReset) next(() => reset(to));
    });
  }

  private async pass(bytes: Buffer, to: Socket, direction: Direction): Promise<void> {
    const isCut = this.cutAt?.direction === direction && bytes.length > this.cutAt.bytes;
    const passed = isCut ? bytes.subarray(0, this.cutAt?.bytes) : bytes;
    if (this.cutAt?.direction === direction) this.cutAt.bytes -= passed.length;
    if (isCut) this.cutAt = undefined;
    await new Promise<void>((resolve) => to.write(passed, () => resolve()));
    if (isCut) this.cut();
  }
}

/** One that is just ending cannot be reset any more; Node would keep it, and could not exit. */
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
