/** The broken twin of a Runtime that can be killed: it does not start a second time. To be preloaded by NODE_OPTIONS. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [, script, plane] = process.argv;

if (script?.endsWith('start-plane.mjs') && plane === 'runtime') {
  const mark = join(process.env.TMPDIR, 'has-started');
  if (existsSync(mark)) {
    console.error('The twin does not start twice.');
    process.exit(78);
  }
  writeFileSync(mark, '');
}
