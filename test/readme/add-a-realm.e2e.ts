import { join } from 'node:path';
import { describeGuide } from './guide-to-a-package.js';

describeGuide('a realm of your own', {
  file: 'add-a-realm.md',
  tests: 3,
  settings: (folder) => ({ RUNTIME_REALMS: join(folder, 'rooms') }),
});
