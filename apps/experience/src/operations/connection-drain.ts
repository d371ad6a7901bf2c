import type { Server, ServerResponse } from 'node:http';
import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** How long answers under way may take to end when the process is told to stop. */
const GRACE_MS = 10_000;
const SWEEP_MS = 50;

/**
 * Lets a server that stops end as soon as its last answer has. By itself Node keeps a connection for seconds after the
 * answer that was under way on it, and for longer those on which clients have asked nothing yet.
 */
@Injectable()
export class ConnectionDrain implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly underWay = new Set<ServerResponse>();
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly host: HttpAdapterHost) {}

  onApplicationBootstrap(): void {
    this.server.on('request', (_request, response: ServerResponse) => {
      this.underWay.add(response);
      response.once('close', () => this.underWay.delete(response));
    });
  }

  beforeApplicationShutdown(): void {
    const sweep = (): void => {
      if (this.underWay.size === 0) this.server.closeAllConnections();
    };
    this.timers.push(
      setInterval(sweep, SWEEP_MS),
      setTimeout(() => this.server.closeAllConnections(), GRACE_MS),
    );
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private get server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }
}
