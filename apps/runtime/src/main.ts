import 'reflect-metadata';
import { RuntimeConfig } from './config/runtime-config.js';
import { explainFailure } from './operations/start-failure.js';

try {
  const config = RuntimeConfig.from();
  // Loaded once the settings are known to be good: who got one wrong is told at once.
  const [{ createRuntime }, { serve }, { loadRealms }] = await Promise.all([
    import('./create-runtime.js'),
    import('./operations/serve.js'),
    import('./sagas/load-realms.js'),
  ]);
  await serve(await createRuntime(config, await loadRealms(config.realms)), config);
} catch (error) {
  process.exit(explainFailure(error));
}
