import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { BUILDS } from './builds.mjs';
import { useTree, withTreeLock } from './tree-lock.mjs';

const root = join(import.meta.dirname, '..');
const [plane] = process.argv.slice(2);
const { name, entry } = BUILDS.find(({ folder }) => folder === `apps/${plane}`);

if (!existsSync(join(root, entry))) {
  console.error(`${name} is not built. Build it with: npm run build`);
  process.exit(1);
}

await withTreeLock(`the start of ${name}`, () => useTree(name));

if (process.channel) {
  // Whoever started this plane to look after it is gone without having stopped it.
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}

// Node 22 and later keep what they have compiled of two thousand files for the next start.
nodeModule.enableCompileCache?.();
await import(join(root, entry));
