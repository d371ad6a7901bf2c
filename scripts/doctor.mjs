import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CannotPrepare, prepareTree } from './prepared-tree.mjs';

/** EX_CONFIG of sysexits.h, as the planes have it. */
const BAD_CONFIGURATION = 78;
const root = join(import.meta.dirname, '..');

/** What a plane's own doctor says, and its exit code. Both planes read the environment that they would start with. */
function examine(plane) {
  const entry = join(root, `apps/${plane}/dist/apps/${plane}/src/doctor.js`);
  const child = spawn(process.execPath, [entry], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ said, code: code ?? 1 }));
  });
}

/** What neither plane can see by itself. */
function clashReason({ RUNTIME_HOST, RUNTIME_PORT, EXPERIENCE_HOST, EXPERIENCE_PORT }) {
  const port = RUNTIME_PORT || '8000';
  if (port === '0' || port !== (EXPERIENCE_PORT || '8001')) return undefined;
  if ((RUNTIME_HOST || '127.0.0.1') !== (EXPERIENCE_HOST || '127.0.0.1')) return undefined;
  return `Both planes cannot start together:\n  - RUNTIME_PORT and EXPERIENCE_PORT are both ${port}`;
}

try {
  await prepareTree();
  // One after the other: each looks whether its port is free by listening on it.
  const examined = [await examine('runtime'), await examine('experience')];
  console.log(examined.map(({ said }) => said).join('\n'));
  const clash = clashReason(process.env);
  if (clash) console.log(clash);
  process.exitCode = clash ? BAD_CONFIGURATION : Math.max(...examined.map(({ code }) => code));
} catch (error) {
  if (!(error instanceof CannotPrepare)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
