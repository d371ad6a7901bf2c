import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BUILDS, NEST } from './builds.mjs';
import { PlaneProcess } from './plane-process.mjs';
import { assertFree, CannotListen, listeners } from './plane-settings.mjs';
import { CannotPrepare, prepareTree } from './prepared-tree.mjs';
import { useTree } from './tree-lock.mjs';

const root = join(import.meta.dirname, '..');
/** npm passes on a Ctrl-C that the terminal has sent already; the same press is not a second one. */
const SAME_PRESS_MS = 1_000;

const print = (line) => console.log(line);

/** `--watch` rebuilds and restarts on changes; `--as-built` neither installs nor builds. */
const mode = process.argv[2];
const isWatching = mode === '--watch';
const READY_WITHIN_MS = isWatching ? 300_000 : 60_000;
const NEST_START = [...NEST, 'start', '--watch', '--preserveWatchOutput'];
const commandOf = (plane) => [...(isWatching ? NEST_START : ['scripts/start-plane.mjs']), plane];

async function prepare() {
  if (mode !== '--as-built') {
    await prepareTree({
      builds: isWatching ? BUILDS.filter(({ name }) => name === 'the console') : BUILDS,
      whenReady: () => useTree('npm start'),
    });
    return;
  }
  const missing = BUILDS.filter(({ entry }) => !existsSync(entry));
  if (missing.length > 0) throw new CannotPrepare('Not everything is built. Build it with: npm run build');
}

function startPlanes({ runtime, experience }) {
  const env = { ...process.env, RUNTIME_URL: process.env.RUNTIME_URL || runtime.url };
  if (!mode) env.LOG_LEVEL ??= 'warn';
  const start = (plane, { name, url }) =>
    new PlaneProcess({ name, url, command: commandOf(plane), env, print, hasHelpers: isWatching });
  return [start('runtime', runtime), start('experience', experience)];
}

/** Experience first: it needs Runtime to finish what it is answering. */
async function stopPlanes(planes) {
  for (const plane of planes.toReversed()) await plane.stop(print);
}

/** Resolves when someone wants everything to stop; pressed again, nothing is waited for. */
function stopWanted(planes) {
  let wantedAt;
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        wantedAt ??= performance.now();
        if (performance.now() - wantedAt > SAME_PRESS_MS) planes.forEach((plane) => plane.kill());
        resolve();
      });
    }
  });
}

function announce({ runtime, experience }, since) {
  print(`
Symphainy is up after ${((performance.now() - since) / 1000).toFixed(1)} s.

  Console       ${experience.url}/
  Runtime API   ${runtime.url}/api
  Experience    ${experience.url}/v1
  API docs      ${experience.url}/v1/docs

Data is kept in ${process.env.DATA_DIR || './data'}. Ctrl-C stops both.`);
}

/** Waits until all planes are ready; the one that ends or is late, otherwise. */
async function firstNotReady(planes) {
  const ready = await Promise.all(planes.map((plane) => plane.isReady(READY_WITHIN_MS)));
  return planes.find((plane) => plane.hasEnded) ?? planes[ready.indexOf(false)];
}

function tellEnd(plane, code) {
  const lines = plane.lastLines.map((line) => `  ${line}`).join('\n');
  console.error(`\n${plane.name} has ended with exit code ${code}${lines ? `. Its last lines:\n${lines}` : '.'}`);
}

/** Runs both planes until one ends or someone stops them; resolves to the exit code. */
async function runPlanes(addresses) {
  const since = performance.now();
  const planes = startPlanes(addresses);
  const stopped = stopWanted(planes).then(() => 'stopped');
  const died = Promise.race(planes.map(async (plane) => ({ plane, code: await plane.ended })));
  const late = firstNotReady(planes).then((plane) => {
    if (plane && !plane.hasEnded) return { plane };
    if (!plane) announce(addresses, since);
    return died;
  });

  const outcome = await Promise.race([stopped, died, late]);
  if (outcome === 'stopped') {
    print('\nStopping Experience, then Runtime …');
    await stopPlanes(planes);
    return 0;
  }
  if (outcome.code === undefined) {
    console.error(`\n${outcome.plane.name} is not ready after ${READY_WITHIN_MS / 1000} s. Stopping both.`);
  } else {
    tellEnd(outcome.plane, outcome.code);
  }
  await stopPlanes(planes);
  return outcome.code || 1;
}

try {
  process.chdir(root);
  const addresses = listeners();
  for (const listener of Object.values(addresses)) await assertFree(listener);
  await prepare();
  process.exitCode = await runPlanes(addresses);
} catch (error) {
  if (!(error instanceof CannotPrepare || error instanceof CannotListen)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
