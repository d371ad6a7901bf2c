import { connect, type Socket } from 'node:net';

/** How a client is slow: with the headers of a request, with a body, or with saying anything at all. */
export const SLOWNESSES = ['headers', 'body', 'silent'] as const;
export type Slowness = (typeof SLOWNESSES)[number];

const DRIBBLE_MS = 1_500;

/** A connection that is held for as long as the server bears it, with as little as that takes. */
export class SlowConnection {
  /** When it was cut, in milliseconds after it was opened; undefined while it is not. */
  cutAfter: number | undefined;
  readonly cut: Promise<void>;
  private readonly socket: Socket;
  private readonly dribbling: NodeJS.Timeout;

  constructor(
    url: string,
    readonly slowness: Slowness,
    path: string,
  ) {
    const { hostname, port } = new URL(url);
    const since = performance.now();
    this.socket = connect(Number(port), hostname, () => this.socket.write(this.beginning(path)));
    this.dribbling = setInterval(() => this.socket.write(this.dribble()), DRIBBLE_MS);
    // A server that cuts it off may do so in the middle of what is being written.
    this.socket.on('error', () => undefined).resume();
    this.cut = new Promise((resolve) => {
      this.socket.once('close', () => {
        clearInterval(this.dribbling);
        this.cutAfter = performance.now() - since;
        resolve();
      });
    });
  }

  destroy(): void {
    clearInterval(this.dribbling);
    this.socket.destroy();
  }

  private beginning(path: string): string {
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
    return { headers: head, body: `${head}Content-Length: 100000\r\n\r\n{`, silent: '' }[this.slowness];
  }

  private dribble(): string {
    return { headers: 'X', body: ' ', silent: '' }[this.slowness];
  }
}
