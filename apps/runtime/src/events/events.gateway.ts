import type { IncomingMessage } from 'node:http';
import { Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import { STREAM_LIMITS, StreamServer, type Problem } from '@app/intent-contracts';
import type { WebSocket } from 'ws';
import { RuntimeConfig } from '../config/runtime-config.js';
import { Stopping } from '../operations/stopping.js';
import { toProblem } from '../operations/to-problem.js';
import { AuthorisedStreams } from './authorised-streams.js';

/** The log as it grows, to whoever keeps a socket open: `intent-events.v1`. */
@WebSocketGateway({ path: '/api/events/stream' })
export class EventsGateway implements OnGatewayConnection<WebSocket>, BeforeApplicationShutdown {
  private readonly logger = new Logger(EventsGateway.name);
  private readonly server: StreamServer;

  constructor(
    private readonly streams: AuthorisedStreams,
    stopping: Stopping,
    { streamHeartbeat }: RuntimeConfig,
  ) {
    this.server = new StreamServer({ ...STREAM_LIMITS, heartbeatMs: streamHeartbeat });
    stopping.onAnnounced(() => this.server.drain());
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    this.server.accept(socket, {
      open: (subscription, gone) => this.streams.open(request, subscription, gone),
      problemOf: (error) => this.problemOf(error),
    });
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.server.close();
  }

  private problemOf(error: unknown): Problem {
    const problem = toProblem(error);
    if (problem.status >= 500) this.logger.error(error);
    return problem;
  }
}
