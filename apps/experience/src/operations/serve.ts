import type { Server } from 'node:http';
import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Environment } from '../config/environment.js';
import { misspelt } from '../config/read-environment.js';
import { settingsToShow } from '../config/redacted.js';
import { isLoopback } from '../identity/loopback.js';

/** A connection on which nothing moves for so long is dead, or held by somebody who means no good. */
const IDLE_LIMIT_MS = 60_000;

/** Listens until SIGTERM or SIGINT; then takes no more, ends streams, lets answers under way end, and exits. */
export async function serve(app: NestExpressApplication, environment: Environment): Promise<void> {
  const logger = new Logger('Experience');
  const server: Server = app.getHttpServer();
  // What a client expects beside 100-continue is not met here, and it is answered all the same.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.setTimeout(IDLE_LIMIT_MS);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.log(`${signal}: stopping.`);
      void app.close().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error(error);
          process.exit(1);
        },
      );
    });
  }
  for (const warning of misspelt().warnings) logger.warn(warning);
  logger.log('Settings', settingsToShow(environment));
  await app.listen(environment.EXPERIENCE_PORT, environment.EXPERIENCE_HOST);
  if (environment.AUTH_MODE === 'open' && !isLoopback(environment.EXPERIENCE_HOST)) {
    logger.warn('Open mode on the network (AUTH_ALLOW_OPEN_NETWORK): whoever reaches this server may do everything.');
  }
  logger.log(`Delivering at ${await app.getUrl()}.`);
}
