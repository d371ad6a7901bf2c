import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { BUILDS, build, isBuilt } from './builds.mjs';
import { isInstalled } from './installed-packages.mjs';
import { usersOfTree, withTreeLock } from './tree-lock.mjs';

const root = join(import.meta.dirname, '..');

/** A reason to stop that is told to the user without a stack. */
export class CannotPrepare extends Error {}

/** Runs a program of Node in the root. Rejects with everything it printed if it fails. */
function run(nodeArguments) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, nodeArguments, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (printed += text));
    }
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(new CannotPrepare(`${printed.trimEnd()}\n${nodeArguments.join(' ')}: ${signal ?? `exit code ${code}`}`));
    });
  });
}

async function timed(what, work) {
  const start = performance.now();
  process.stdout.write(`${what} … `);
  try {
    await work();
  } catch (error) {
    process.stdout.write('failed\n');
    throw error;
  }
  process.stdout.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}

function install() {
  // npm says where it is to what it runs; a script that is called without npm looks beside Node.
  const npm = process.env.npm_execpath ?? join(process.execPath, '../../lib/node_modules/npm/bin/npm-cli.js');
  return run([npm, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Runtime and Experience at once, then what is compiled against them. */
async function buildAll(missing) {
  const [planes, others] = [missing.filter(isPlane), missing.filter((one) => !isPlane(one))];
  await Promise.all(planes.map((plane) => build(plane, run)));
  await Promise.all(others.map((other) => build(other, run)));
}

const isPlane = ({ folder }) => folder.startsWith('apps/');

/** Replacing files under a running server breaks it in ways that nobody would think of. */
function refuseWhileInUse(why) {
  const users = usersOfTree();
  if (users.length === 0) return;
  throw new CannotPrepare(
    `${why}, but this tree is in use: ${users.map(({ what, pid }) => `${what} (process ${pid})`).join(', ')}.\n` +
      'Stop it first (Ctrl-C where it runs), then run this again.',
  );
}

/**
 * Installs and builds what is missing or older than its sources, one process at a time and never while something runs
 * from the tree. Then calls `whenReady`, still under the lock.
 */
export function prepareTree({ rebuild = false, builds = BUILDS, whenReady } = {}) {
  return withTreeLock(`npm ${process.env.npm_lifecycle_event ?? 'ci'}`, async () => {
    if (!isInstalled()) {
      refuseWhileInUse('The installed packages are not those of package-lock.json');
      await timed('Installing packages', install);
    }
    const missing = builds.filter((one) => rebuild || !isBuilt(one));
    if (missing.length > 0) {
      refuseWhileInUse('The sources have changed since the last build');
      await timed(`Building ${missing.map(({ name }) => name).join(', ')}`, () => buildAll(missing));
    }
    whenReady?.();
  });
}
