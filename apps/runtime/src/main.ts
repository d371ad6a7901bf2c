import 'reflect-metadata';
import { RuntimeConfig } from './config/runtime-config.js';
import { createRuntime } from './create-runtime.js';
import { serve } from './operations/serve.js';
import { explainFailure } from './operations/start-failure.js';
import { loadRealms } from './sagas/load-realms.js';

try {
  const config = RuntimeConfig.from();
  await serve(await createRuntime(config, await loadRealms(config.realms)), config);
} catch (error) {
  process.exit(explainFailure(error));
}
