import 'reflect-metadata';
import { readEnvironment } from './config/read-environment.js';
import { explainFailure } from './operations/start-failure.js';

try {
  const environment = readEnvironment();
  // Loaded once the settings are known to be good: who got one wrong is told at once.
  const [{ createExperience }, { serve }] = await Promise.all([
    import('./create-experience.js'),
    import('./operations/serve.js'),
  ]);
  await serve(await createExperience(environment), environment);
} catch (error) {
  process.exit(explainFailure(error));
}
