import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { WebSocket, WebSocketServer } from 'ws';

/** An answer that went through, with the JSON that it carried. */
export interface SeenAnswer {
  method: string;
  path: string;
  status: number;
  body: unknown;
}

export interface ProxyOptions {
  /** Changes a JSON answer on its way: for twins that are to be caught. */
  alter?: (path: string, body: unknown) => unknown;
}

/** Stands between two parties and remembers every JSON answer, and every frame of a WebSocket. Other streams pass as they come. */
export class HttpProxy {
  readonly seen: SeenAnswer[] = [];
  private readonly sockets = new WebSocketServer({ noServer: true, handleProtocols: ([first]) => first ?? false });

  private constructor(
    private readonly server: Server,
    private readonly target: string,
    private readonly options: ProxyOptions,
  ) {}

  static async listen(target: string, options: ProxyOptions = {}): Promise<HttpProxy> {
    const server = createServer();
    const proxy = new HttpProxy(server, target, options);
    server.on('request', (incoming, outgoing) => proxy.forward(incoming, outgoing));
    server.on('upgrade', (incoming, socket, head) => proxy.join(incoming, socket, head));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    for (const socket of this.sockets.clients) socket.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = 'GET', url: path = '/' } = incoming;
    const headers = { ...incoming.headers, host: new URL(this.target).host };
    const onward = httpRequest(this.target + path, { method, headers });
    onward.on('response', (answer) => {
      this.passBack(method, path, answer, outgoing).catch((error: Error) => outgoing.destroy(error));
    });
    onward.on('error', (error) => outgoing.destroy(error));
    // Whoever gives up a long poll gives it up on both sides.
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  }

  private join(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = incoming.url ?? '/';
    this.sockets.handleUpgrade(incoming, socket, head, (near) => {
      const far = new WebSocket(this.target.replace('http', 'ws') + path, near.protocol);
      const early: string[] = [];
      near.on('message', (frame: Buffer) => {
        if (far.readyState === WebSocket.OPEN) far.send(frame.toString());
        else early.push(frame.toString());
      });
      far.on('open', () => {
        for (const frame of early) far.send(frame);
      });
      far.on('message', (frame: Buffer) => {
        const original = JSON.parse(frame.toString()) as unknown;
        const body = this.options.alter?.(path, original) ?? original;
        this.seen.push({ method: 'GET', path, status: 101, body });
        near.send(JSON.stringify(body));
      });
      near.on('close', () => far.terminate());
      far.on('close', () => near.terminate());
      far.on('error', () => near.terminate());
    });
  }

  private async passBack(
    method: string,
    path: string,
    answer: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> {
    const status = answer.statusCode ?? 0;
    if (!answer.headers['content-type']?.includes('json')) {
      outgoing.writeHead(status, answer.headers);
      answer.pipe(outgoing);
      return;
    }
    const original = JSON.parse(await text(answer)) as unknown;
    const body = this.options.alter?.(path, original) ?? original;
    this.seen.push({ method, path, status, body });
    const { 'content-length': _length, 'transfer-encoding': _encoding, ...headers } = answer.headers;
    outgoing.writeHead(status, headers).end(JSON.stringify(body));
  }
}
