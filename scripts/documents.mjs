import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { CannotPrepare, prepareTree } from './prepared-tree.mjs';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);

/** The files of a plane's documents, and what the built plane says that should stand in them. */
async function documentsOf(plane) {
  const entry = join(root, `apps/${plane}/dist/apps/${plane}/src/documents.js`);
  const { stdout } = await run(process.execPath, [entry], { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  return Object.entries(JSON.parse(stdout)).map(([name, document]) => ({
    file: `apps/${plane}/${name}`,
    text: `${JSON.stringify(document, null, 2)}\n`,
  }));
}

/** The console's types of what Experience answers with, made from the document that is to be committed. */
async function consoleTypes(documents) {
  const { text } = documents.find(({ file }) => file === 'apps/experience/openapi.json');
  const { default: openapiTypes, astToString } = await import('openapi-typescript');
  const types = astToString(await openapiTypes(JSON.parse(text), { alphabetize: true, emptyObjectsUnknown: true }));
  const file = 'apps/experience/console/src/experience/experience-api.ts';
  const written = `/** Made by \`npm run documents\` from Experience's OpenAPI document. */\n${types}`;
  return { file, text: await format(written, { ...(await resolveConfig(join(root, file))), parser: 'typescript' }) };
}

const committed = (file) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '');

/** `--check` only says whether the committed documents are those of the sources. */
async function main() {
  await prepareTree();
  const documents = (await Promise.all(['runtime', 'experience'].map(documentsOf))).flat();
  documents.push(await consoleTypes(documents));
  const drifted = documents.filter(({ file, text }) => committed(file) !== text);

  if (!process.argv.includes('--check')) {
    for (const { file, text } of drifted) writeFileSync(join(root, file), text);
    console.log(drifted.length > 0 ? `Written: ${drifted.map(({ file }) => file).join(', ')}` : 'Nothing has changed.');
  } else if (drifted.length > 0) {
    console.error(`${drifted.map(({ file }) => file).join(' and ')} no longer say what the planes do.`);
    console.error('Write them anew with `npm run documents`, and read the difference before you commit it.');
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
