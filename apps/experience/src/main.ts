import 'reflect-metadata';
import { loadEnvironment } from './config/environment.module.js';
import { createExperience } from './create-experience.js';
import { serve } from './operations/serve.js';
import { explainFailure } from './operations/start-failure.js';

try {
  const environment = await loadEnvironment();
  await serve(await createExperience(environment), environment);
} catch (error) {
  process.exit(explainFailure(error));
}
