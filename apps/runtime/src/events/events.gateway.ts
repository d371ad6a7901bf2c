import type { IncomingMessage } from 'node:http';
import { Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import { STREAM_LIMITS, StreamServer, type Problem, type Subscribe } from '@app/intent-contracts';
import type { WebSocket } from 'ws';
import { RuntimeConfig } from '../config/runtime-config.js';
import { namedTenant, requiredTenant } from '../identity/named-tenant.js';
import { Stopping } from '../operations/stopping.js';
import { toProblem } from '../operations/to-problem.js';
import { EventLog, type LogStream } from './event-log.js';
import { LogFollower } from './log-follower.js';

/** The log as it grows, to whoever keeps a socket open: `intent-events.v1`. */
@WebSocketGateway({ path: '/api/events/stream' })
export class EventsGateway implements OnGatewayConnection<WebSocket>, BeforeApplicationShutdown {
  private readonly logger = new Logger(EventsGateway.name);
  private readonly server: StreamServer;

  constructor(
    private readonly log: EventLog,
    private readonly follower: LogFollower,
    stopping: Stopping,
    { streamHeartbeat }: RuntimeConfig,
  ) {
    this.server = new StreamServer({ ...STREAM_LIMITS, heartbeatMs: streamHeartbeat });
    stopping.onAnnounced(() => this.server.drain());
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    const named = [
      request.headers['x-tenant-id'],
      ...new URL(request.url!, 'ws://runtime').searchParams.getAll('tenant_id'),
    ];
    this.server.accept(socket, {
      open: async (subscription, gone) =>
        this.follower.follow(await this.streamOf(subscription, named), subscription.after, gone),
      problemOf: (error) => this.problemOf(error),
    });
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.server.close();
  }

  private async streamOf({ execution_id, session_id, tenant_id }: Subscribe, named: unknown[]): Promise<LogStream> {
    const tenant = namedTenant(...named, tenant_id);
    if (execution_id !== undefined) return this.log.ofExecution(tenant, execution_id);
    if (session_id !== undefined) return this.log.ofSession(tenant, session_id);
    return this.log.ofFeed({ tenantId: requiredTenant(tenant) });
  }

  private problemOf(error: unknown): Problem {
    const problem = toProblem(error);
    if (problem.status >= 500) this.logger.error(error);
    return problem;
  }
}
