import { createServer } from 'node:http';
import type { NestApplicationOptions } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';

/** Everything that stands before a body is sent at once by whoever means it. */
const HEADERS_MS = 10_000;
/** How often it is looked whether somebody has taken longer. Node would look every 30 s. */
const LOOK_MS = 1_000;

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
}
