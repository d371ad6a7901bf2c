import type { IncomingMessage } from 'node:http';
import { Logger, type BeforeApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import {
  type EventStream,
  ExecutionFeed,
  type OpenedStream,
  type Problem,
  socketCaller,
  STREAM_LIMITS,
  StreamServer,
  StreamSettings,
  type Subscribe,
  toProblem,
} from '../../adapter-kit/index.js';

/** Events as they happen, to whoever keeps a socket open: `intent-events.v1`, as Runtime speaks it. */
@WebSocketGateway({ path: '/v1/live' })
export class LiveGateway implements OnGatewayConnection<WebSocket>, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly logger = new Logger(LiveGateway.name);
  private readonly server: StreamServer;

  constructor(
    private readonly feed: ExecutionFeed,
    { heartbeatMs }: StreamSettings,
  ) {
    this.server = new StreamServer({ ...STREAM_LIMITS, heartbeatMs });
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    this.server.accept(socket, {
      open: (subscription, gone) => this.open(subscription, request, gone),
      problemOf: (error) => this.problemOf(error),
    });
  }

  onModuleDestroy(): void {
    this.server.drain();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.server.close();
  }

  private async open(subscription: Subscribe, request: IncomingMessage, gone: AbortSignal): Promise<OpenedStream> {
    const caller = socketCaller(request, subscription.tenant_id, gone);
    return this.feed.open(streamOf(subscription), { after: subscription.after }, caller);
  }

  private problemOf(error: unknown): Problem {
    const problem = toProblem(error);
    if (problem.code === 'INTERNAL_ERROR') this.logger.error(error);
    return problem;
  }
}

function streamOf({ execution_id: executionId, session_id: sessionId }: Subscribe): EventStream {
  if (executionId !== undefined) return { executionId };
  return sessionId === undefined ? { tenant: true } : { sessionId };
}
