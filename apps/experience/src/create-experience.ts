import { VersioningType, type LoggerService, type LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { LOG_LEVELS, type Environment } from './config/environment.js';
import { loadAdapters } from './adapters/load-adapters.js';
import { ExperienceModule } from './experience.module.js';
import { foreignPageCheck } from './identity/foreign-pages.js';
import { foreignPageMiddleware } from './identity/foreign-pages.middleware.js';
import { Recognition } from './identity/recognition.js';
import { recognitionMiddleware } from './identity/recognition.middleware.js';
import { RefusedCredentials } from './identity/refused-credentials.js';
import { cacheDirectives } from './operations/cache-directives.middleware.js';
import { serveDocumentation } from './operations/documentation.middleware.js';
import { jsonBody } from './operations/json-body.middleware.js';
import { Listener } from './operations/listener.js';
import { measureRequests } from './operations/measure-requests.middleware.js';
import { Metrics } from './operations/metrics.js';
import { ProblemFilter } from './operations/problem.filter.js';
import { QuietLogger } from './operations/quiet-logger.js';
import { readableAddress } from './operations/readable-address.middleware.js';
import { requestValidation } from './operations/request-validation.js';
import { negotiatedRepresentation } from './operations/negotiated-representation.js';
import { SocketAdapter } from './operations/socket-adapter.js';
import { watchBodies } from './operations/watch-bodies.middleware.js';

/** What a page may read beside the body. */
const EXPOSED_HEADERS = [
  'Content-Disposition',
  'Content-Range',
  'ETag',
  'Idempotent-Replayed',
  'Link',
  'Location',
  'Preference-Applied',
  'Retry-After',
];

/** Experience as it is served, not yet listening. Rejects with what keeps an adapter from loading. */
export async function createExperience(environment: Environment): Promise<NestExpressApplication> {
  const adapters = await loadAdapters(environment.EXPERIENCE_ADAPTERS);
  const app = await NestFactory.create<NestExpressApplication>(
    ExperienceModule.of(environment, adapters),
    new Listener(),
    {
      logger: loggerOf(environment),
      abortOnError: false,
      bodyParser: false,
    },
  );
  app.disable('x-powered-by');
  // Runtime's tags are passed on; hashing every other answer would gain nothing.
  app.disable('etag');
  const check = foreignPageCheck(environment);
  const recognition = app.get(Recognition);
  const metrics = app.get(Metrics);
  const refused = new RefusedCredentials(metrics.credentialsRefused);
  app.useWebSocketAdapter(new SocketAdapter(app, check, recognition, refused));
  app.use(measureRequests(metrics), foreignPageMiddleware(check));
  // Foreign origins have been turned away by now; pages of the others may read what they are told.
  app.enableCors({ origin: true, exposedHeaders: EXPOSED_HEADERS, maxAge: 600 });
  app.use(readableAddress, cacheDirectives, watchBodies(environment.BODY_STALL_MS));
  app.use(recognitionMiddleware(recognition, refused), jsonBody);
  app.enableVersioning({ type: VersioningType.CUSTOM, extractor: negotiatedRepresentation });
  app.useGlobalPipes(requestValidation());
  app.useGlobalFilters(new ProblemFilter());
  app.use(serveDocumentation(app, adapters));
  return app;
}

/** Lines for people at a terminal, JSON for everything else. */
function loggerOf({ LOG_LEVEL }: Environment): LoggerService {
  const levels = LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(LOG_LEVEL) + 1);
  return new QuietLogger({
    json: !process.stdout.isTTY,
    logLevels: levels.map((level): LogLevel => (level === 'info' ? 'log' : level)),
  });
}
