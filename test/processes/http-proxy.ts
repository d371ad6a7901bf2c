import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

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

/** Stands between two HTTP parties and remembers every JSON answer. Streams pass as they come and are not remembered. */
export class HttpProxy {
  readonly seen: SeenAnswer[] = [];

  private constructor(
    private readonly server: Server,
    private readonly target: string,
    private readonly options: ProxyOptions,
  ) {}

  static async listen(target: string, options: ProxyOptions = {}): Promise<HttpProxy> {
    const server = createServer();
    const proxy = new HttpProxy(server, target, options);
    server.on('request', (incoming, outgoing) => proxy.forward(incoming, outgoing));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
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
