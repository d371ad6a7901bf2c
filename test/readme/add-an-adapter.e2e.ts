import { join } from 'node:path';
import { describeGuide } from './guide-to-a-package.js';

describeGuide('an adapter of your own', {
  file: 'add-an-adapter.md',
  tests: 1,
  settings: (folder) => ({
    RUNTIME_REALMS: './examples/realms/orders',
    EXPERIENCE_ADAPTERS: `rest,sse,${join(folder, 'hooks')},./examples/adapters/mcp`,
  }),
});
