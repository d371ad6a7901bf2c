import 'reflect-metadata';
import { readEnvironment } from './config/read-environment.js';
import { createExperience } from './create-experience.js';
import { serve } from './operations/serve.js';
import { explainFailure } from './operations/start-failure.js';

try {
  const environment = readEnvironment();
  await serve(await createExperience(environment), environment);
} catch (error) {
  process.exit(explainFailure(error));
}
