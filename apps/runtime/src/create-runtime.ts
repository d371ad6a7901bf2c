import { ConsoleLogger, type LogLevel, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { LOG_LEVELS, type RuntimeConfig } from './config/runtime-config.js';
import { Authenticator } from './identity/authenticator.js';
import { foreignPageCheck } from './identity/foreign-pages.js';
import { foreignPageMiddleware } from './identity/foreign-pages.middleware.js';
import { identityMiddleware } from './identity/identity.middleware.js';
import { cacheDirectives } from './operations/cache-directives.middleware.js';
import { RefusedCredentials } from './identity/refused-credentials.js';
import { jsonBody } from './operations/json-body.middleware.js';
import { keepRules } from './operations/kept-rules.js';
import { serveDocuments } from './operations/document.middleware.js';
import { Listener } from './operations/listener.js';
import { measureRequests } from './operations/measure-requests.middleware.js';
import { Metrics } from './operations/metrics.js';
import { ProblemFilter } from './operations/problem.filter.js';
import { readableAddress } from './operations/readable-address.middleware.js';
import { requestValidation } from './operations/request-validation.js';
import { overloadGuard } from './operations/shedding.middleware.js';
import { SocketAdapter } from './operations/socket-adapter.js';
import { watchBodies } from './operations/watch-bodies.middleware.js';
import { RuntimeModule } from './runtime.module.js';

keepRules();

/** Runtime as it is served, not yet listening. Rejects with what keeps it from starting. */
export async function createRuntime(config: RuntimeConfig, realms: readonly Type[]): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(RuntimeModule.of(config, realms), new Listener(), {
    logger: loggerOf(config),
    abortOnError: false,
    bodyParser: false,
    forceCloseConnections: true,
  });
  app.disable('x-powered-by');
  // Those answers that have a version carry it; hashing every other one would gain nothing.
  app.disable('etag');
  const check = foreignPageCheck(config);
  const authenticator = app.get(Authenticator);
  const metrics = app.get(Metrics);
  const refused = new RefusedCredentials(metrics.credentialsRefused);
  const overload = overloadGuard(config.acceptingMax, metrics.intentsTurnedAway);
  app.use(
    measureRequests(metrics),
    foreignPageMiddleware(check),
    overload.atTheDoor,
    readableAddress,
    cacheDirectives,
    watchBodies(config.bodyStall),
  );
  app.use(identityMiddleware(authenticator, refused), jsonBody, overload.onceRead);
  app.useWebSocketAdapter(new SocketAdapter(app, check, authenticator, refused));
  app.useGlobalPipes(requestValidation());
  app.useGlobalFilters(new ProblemFilter());
  serveDocuments(app);
  return app;
}

/** Lines for people at a terminal, JSON for everything else. */
function loggerOf({ logLevel }: RuntimeConfig): ConsoleLogger {
  const levels = LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(logLevel) + 1);
  return new ConsoleLogger({
    json: !process.stdout.isTTY,
    logLevels: levels.map((level): LogLevel => (level === 'info' ? 'log' : level)),
  });
}
