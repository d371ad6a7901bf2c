import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import {
  ProblemError,
  STREAM_LIMITS,
  STREAM_PROTOCOL,
  StreamServer,
  type ClientFrame,
  type Problem,
  type StreamItem,
  type StreamLimits,
  type Subscribe,
} from '@app/intent-contracts';
import { WebSocketServer, type WebSocket } from 'ws';
import { MemoryLog } from './memory-log.js';

/** A server of event streams on a real port, over the log of one execution, to which everything can happen. */
export class TestServer {
  readonly log = new MemoryLog();
  /** What it was asked for, over whichever transport. */
  readonly asked: Pick<Subscribe, 'after' | 'types' | 'tenant_id'>[] = [];
  /** Frames that came over WebSocket. */
  readonly frames: ClientFrame[] = [];
  /** WebSockets that are open. */
  readonly sockets = new Set<WebSocket>();
  /** Tickets that came in the addresses of WebSockets. */
  readonly tickets: string[] = [];
  /** WebSockets that were opened, over all time. */
  connections = 0;
  /** Streams and waits that are open. */
  followers = 0;
  /** Answers every request for a stream, until it is taken away. */
  refusal: Problem | undefined;
  /** Answers every request to upgrade, until it is taken away. */
  upgradeRefusal: Problem | undefined;

  private readonly tcp = new Set<Socket>();
  private readonly server: Server;
  private readonly streams: StreamServer;
  private unwelcome: (() => void) | undefined;

  private constructor(limits: Partial<StreamLimits>) {
    this.streams = new StreamServer({ ...STREAM_LIMITS, ...limits });
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.on('connection', (socket) => {
      this.tcp.add(socket);
      socket.once('close', () => this.tcp.delete(socket));
    });
    const upgrades = new WebSocketServer({ noServer: true, handleProtocols: () => STREAM_PROTOCOL });
    this.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      const { upgradeRefusal: problem } = this;
      const ticket = new URL(request.url ?? '/', 'ws://test').searchParams.get('ticket');
      if (ticket !== null) this.tickets.push(ticket);
      if (!problem) return upgrades.handleUpgrade(request, socket, head, (upgraded) => this.accept(upgraded));
      const body = JSON.stringify(problem);
      socket.end(`HTTP/1.1 ${problem.status} No\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
  }

  static async listen(limits: Partial<StreamLimits> = {}, port = 0): Promise<TestServer> {
    const server = new TestServer(limits);
    await new Promise<void>((resolve) => server.server.listen(port, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  /** Resets every connection. */
  cut(): void {
    for (const socket of this.tcp) socket.resetAndDestroy();
  }

  /** Says nothing any more over the connections that there are, and leaves them open. New ones are served. */
  fallSilent(): void {
    for (const socket of this.sockets) Object.assign(socket, { send: () => undefined, ping: () => undefined });
  }

  /** Takes the next WebSocket and never says a word. Resolves when it is closed. */
  muteNext(): Promise<void> {
    return new Promise((resolve) => (this.unwelcome = resolve));
  }

  drain(): void {
    this.streams.drain();
  }

  /** Closes every WebSocket with this code. */
  turnAway(code: number, reason = ''): void {
    for (const socket of this.sockets) socket.close(code, reason);
  }

  async stop(): Promise<void> {
    const stopped = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    for (const socket of this.tcp) socket.destroy();
    await stopped;
  }

  private accept(socket: WebSocket): void {
    const { unwelcome } = this;
    this.unwelcome = undefined;
    if (unwelcome) return void socket.on('close', unwelcome);
    this.connections += 1;
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => this.frames.push(JSON.parse(data.toString()) as ClientFrame));
    this.streams.accept(socket, {
      open: async (subscription, gone) => this.open(subscription, gone),
      problemOf: (error) => (error as ProblemError).problem,
    });
  }

  private async open(asked: Subscribe, gone: AbortSignal) {
    this.asked.push(asked);
    this.refuse(asked.execution_id);
    const { cursor, isOver, items } = this.log.open(asked.after, gone);
    return { cursor, isOver, items: this.counted(items) };
  }

  private refuse(executionId: string | undefined): void {
    const { refusal } = this;
    if (refusal) throw Object.assign(new ProblemError('INTERNAL_ERROR', ''), { problem: refusal });
    if (executionId !== 'exe_1') throw new ProblemError('EXECUTION_NOT_FOUND', `There is no ${executionId}.`);
  }

  private async *counted(items: AsyncIterable<StreamItem>): AsyncGenerator<StreamItem> {
    this.followers += 1;
    try {
      yield* items;
    } finally {
      this.followers -= 1;
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const { pathname, searchParams: query } = new URL(request.url ?? '/', this.url);
    const after = request.headers['last-event-id']?.toString() ?? query.get('after') ?? undefined;
    this.asked.push({ ...(after && { after }), ...Object.fromEntries(query) });
    try {
      this.refuse(/^\/v1\/execution\/(.+)\/events$/.exec(pathname)?.[1]);
      if (request.headers.accept === 'text/event-stream') await this.stream(after, response, gone.signal);
      else await this.page(after, request.headers.prefer !== undefined, response, gone.signal);
    } catch (error) {
      const { problem } = error as ProblemError;
      response.writeHead(problem.status, { 'retry-after': '0' }).end(JSON.stringify(problem));
    }
  }

  private async stream(after: string | undefined, response: ServerResponse, gone: AbortSignal): Promise<void> {
    const { isOver, items } = this.log.open(after, gone);
    if (isOver) return void response.writeHead(204).end();
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 1000\n\n');
    for await (const item of this.counted(items)) if (!gone.aborted) response.write(sse(item));
    response.end();
  }

  private async page(
    after: string | undefined,
    wait: boolean,
    response: ServerResponse,
    gone: AbortSignal,
  ): Promise<void> {
    this.followers += 1;
    const page = wait ? await this.log.pageWithNews(after, gone) : this.log.page(after);
    this.followers -= 1;
    response.writeHead(200).end(JSON.stringify(page));
  }
}

function sse(item: StreamItem): string {
  if (item.kind === 'event')
    return `id: ${item.cursor}\nevent: ${item.event.type}\ndata: ${JSON.stringify(item.event)}\n\n`;
  if (item.kind === 'end') return `id: ${item.cursor}\nevent: end\ndata: {}\n\n`;
  if (item.kind === 'upstream') return `: runtime is ${item.state}\n\n`;
  const { kind, ...data } = item;
  return `event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}
