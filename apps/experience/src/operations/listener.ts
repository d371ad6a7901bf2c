import { createServer, type Server } from 'node:http';
import type { NestApplicationOptions } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';

/** Everything that stands before a body is sent at once by whoever means it. */
const HEADERS_MS = 10_000;
/** How often it is looked whether somebody has taken longer. Node would look every 30 s. */
const LOOK_MS = 1_000;
/** A crowd may knock at once. Those for whom there is no room here knock again after 1, 3 and 7 s; Node would have 511. */
const KNOCKING_MAX = 4_096;

/** The HTTP server: one that does not wait for the headers of a request, or for a first byte, for as long as it takes. */
export class Listener extends ExpressAdapter {
  override initHttpServer({ forceCloseConnections }: NestApplicationOptions): void {
    this.httpServer = createServer(
      {
        headersTimeout: HEADERS_MS,
        connectionsCheckingInterval: LOOK_MS,
        // Node would cut an upload off after 300 s however well it goes; what counts is that it goes on.
        requestTimeout: 0,
      },
      this.getInstance(),
    );
    if (forceCloseConnections) this['trackOpenConnections']();
  }

  override listen(port: string | number, ...rest: [(() => void)?] | [string, (() => void)?]): Server {
    const [host, listening] = typeof rest[0] === 'string' ? [rest[0], rest[1]] : [undefined, rest[0]];
    return this.httpServer.listen({ port: Number(port), host, backlog: KNOCKING_MAX }, listening);
  }
}
