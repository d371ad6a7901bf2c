import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CannotPrepare, prepareTree } from './prepared-tree.mjs';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);

/** The committed document of a plane, and what the built plane says that it should be. */
async function documentOf(plane) {
  const entry = join(root, `apps/${plane}/dist/apps/${plane}/src/openapi.js`);
  const { stdout } = await run(process.execPath, [entry], { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  return { file: `apps/${plane}/openapi.json`, text: stdout };
}

const committed = (file) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '');

/** `--check` only says whether the committed documents are those of the sources. */
async function main() {
  await prepareTree();
  const documents = await Promise.all(['runtime', 'experience'].map(documentOf));
  const drifted = documents.filter(({ file, text }) => committed(file) !== text);

  if (!process.argv.includes('--check')) {
    for (const { file, text } of drifted) writeFileSync(join(root, file), text);
    console.log(drifted.length > 0 ? `Written: ${drifted.map(({ file }) => file).join(', ')}` : 'Nothing has changed.');
  } else if (drifted.length > 0) {
    console.error(`${drifted.map(({ file }) => file).join(' and ')} no longer say what the planes do.`);
    console.error('Write them anew with `npm run openapi`, and read the difference before you commit it.');
    process.exitCode = 1;
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof CannotPrepare)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
