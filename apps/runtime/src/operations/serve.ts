import type { Server } from 'node:http';
import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { misspelt, type RuntimeConfig } from '../config/runtime-config.js';
import { watchEventLoop } from './event-loop-watchdog.js';
import { Stopping } from './stopping.js';

/** How long answers under way may take to end when the process is told to stop. */
const STOP_GRACE_MS = 15_000;

/** A connection on which nothing moves for so long is dead, or held by somebody who means no good. */
const IDLE_LIMIT_MS = 60_000;

/** Listens until SIGTERM or SIGINT; then is not ready, takes no more, hands back what it carries out, and exits. */
export async function serve(app: NestExpressApplication, config: RuntimeConfig): Promise<void> {
  const logger = new Logger('Runtime');
  watchEventLoop(config.lease);
  const server: Server = app.getHttpServer();
  const stopping = app.get(Stopping);
  stopping.watch(server);
  server.setTimeout(IDLE_LIMIT_MS);
  // What a client expects beside 100-continue is not met here, and it is answered all the same.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  const stop = async (): Promise<void> => {
    await stopping.leave(server, config.shutdownDelay);
    setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS).unref();
    await app.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.log(`${signal}: stopping.`);
      void stop().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error(error);
          process.exit(1);
        },
      );
    });
  }
  for (const warning of misspelt().warnings) logger.warn(warning);
  await app.listen(config.port, config.host);
  if (config.openNetwork) {
    logger.warn(
      'Open mode on the network (AUTH_ALLOW_OPEN_NETWORK): whoever reaches this server may act for every tenant.',
    );
  }
  logger.log(`Carrying out intents at ${await app.getUrl()}/api, data in ${config.dataDir}.`);
}
