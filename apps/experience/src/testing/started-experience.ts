import type { NestExpressApplication } from '@nestjs/platform-express';
import { createExperience } from '../create-experience.js';
import { Environment } from '../config/environment.js';

/** An Experience that listens on a free port. */
export interface StartedExperience {
  readonly app: NestExpressApplication;
  readonly url: string;
}

/** Starts an Experience of its own for a test, quiet, with these settings beside the defaults. */
export async function startExperience(settings: Partial<Environment>): Promise<StartedExperience> {
  const environment = Object.assign(new Environment(), { LOG_LEVEL: 'fatal', ...settings });
  const app = await createExperience(environment);
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl() };
}
