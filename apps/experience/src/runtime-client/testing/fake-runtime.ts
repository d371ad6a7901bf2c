import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A request as the fake saw it. */
export interface Seen {
  readonly route: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** What to answer with. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

type Behaviour = (seen: Seen) => Reply | Promise<Reply>;
type RawBehaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** An HTTP server that answers as a test tells it to, in Runtime's place. */
export class FakeRuntime {
  readonly seen: Seen[] = [];
  private readonly behaviours = new Map<string, Behaviour>([['GET /healthz', () => ({ body: { status: 'ok' } })]]);
  private readonly raw = new Map<string, RawBehaviour>();

  private constructor(private readonly server: Server) {}

  static async start(port = 0): Promise<FakeRuntime> {
    const server = createServer();
    const fake = new FakeRuntime(server);
    server.on('request', (request, response) => void fake.respond(request, response));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return fake;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** `route` is a method and a path, e.g. `GET /api/intent/types`. */
  on(route: string, behaviour: Behaviour): this {
    this.behaviours.set(route, behaviour);
    return this;
  }

  /** Leaves a route to the test, streams and all. */
  onRaw(route: string, behaviour: RawBehaviour): this {
    this.raw.set(route, behaviour);
    return this;
  }

  /** The requests of a route, oldest first. */
  calls(route: string): Seen[] {
    return this.seen.filter((seen) => seen.route === route);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://runtime');
    const route = `${request.method} ${pathname}`;
    const raw = this.raw.get(route);
    const body =
      raw === undefined && request.method === 'POST' ? await json(request).catch(() => undefined) : undefined;
    const seen = { route, query: searchParams, headers: request.headers, body };
    this.seen.push(seen);
    if (raw !== undefined) return raw(request, response);
    const behaviour = this.behaviours.get(route) ?? (() => notFound(route));
    const reply = await behaviour(seen);
    const type = (reply.status ?? 200) >= 400 ? 'application/problem+json' : 'application/json';
    response.writeHead(reply.status ?? 200, { 'Content-Type': type, ...reply.headers });
    response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
  }
}

function notFound(route: string): Reply {
  return { status: 404, body: { code: 'ROUTE_NOT_FOUND', detail: `The fake does not know ${route}.`, status: 404 } };
}
