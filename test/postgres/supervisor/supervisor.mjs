import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyDataFolder, freeSharedMemory, newHome, stateOf, unlock, writeOwned } from './data-folder.mjs';
import { installation, serverUser } from './installation.mjs';
import { freezeTree, killTree, thawTree } from './process-tree.mjs';

/*
 * Keeps one PostgreSQL for the process that forked it and does what that one asks for. When that process is gone, however
 * it went, so are the server and its data.
 */

const user = serverUser();
const home = newHome(user);
const data = join(home, 'data');
const logFile = join(home, 'log');
const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT' };
/** Below what systems give out for outgoing connections: the port is still free when the server comes back to it. */
const PORTS = [15_000, 32_000];
const START_WITHIN_MS = 30_000;

let child;
const isRunning = () => child?.pid !== undefined && child.exitCode === null && child.signalCode === null;

/** The number of a process that has ended may be somebody else's by now. */
function runningPid() {
  if (!isRunning()) throw new Error('It is not running.');
  return child.pid;
}

function run(program, programArguments) {
  if (isRunning()) throw new Error('It is running already.');
  const log = openSync(logFile, 'a');
  child = spawn(join(installation(user, home), 'bin', program), programArguments, {
    ...user,
    cwd: home,
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  return once(child, 'exit').then(([code, signal]) => signal ?? `exit code ${code}`);
}

const failure = (what) => new Error(`${what}. Its log ends:\n${readFileSync(logFile, 'utf8').slice(-4_000)}`);

/** Without a sync: it is the data committed later that has to last. A real language sorts as no programmer expects. */
async function create({ password }) {
  const passwordFile = join(home, 'password');
  writeOwned(passwordFile, password, user);
  const cluster = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync'];
  const language = ['-E', 'UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US'];
  const exit = await run('initdb', [...cluster, ...language, '--no-instructions']);
  rmSync(passwordFile);
  if (exit !== 'exit code 0') throw failure(`initdb ended with ${exit}`);
}

const isFree = (port) =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

async function freePort() {
  for (;;) {
    const port = randomInt(...PORTS);
    if (await isFree(port)) return port;
  }
}

/** Resolves as well when it has ended. A standby that cannot reach its primary would never be ready. */
async function untilReady() {
  const deadline = performance.now() + START_WITHIN_MS;
  while (isRunning() && stateOf(data) !== 'ready') {
    if (performance.now() > deadline) {
      void kill();
      throw failure(`PostgreSQL did not answer within ${START_WITHIN_MS} ms`);
    }
    await sleep(5);
  }
}

async function start({ port: given, settings }) {
  const port = given ?? (await freePort());
  unlock(data);
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const ended = run('postgres', ['-D', data, '-p', String(port), ...flags]);
  const late = ended.then((how) => Promise.reject(failure(`PostgreSQL ended (${how}) before it answered`)));
  await Promise.race([late, untilReady()]);
  return { port };
}

async function stop({ mode }) {
  if (!isRunning()) return;
  const exited = once(child, 'exit');
  child.kill(SIGNALS[mode]);
  thawTree(child.pid);
  await exited;
}

async function kill() {
  if (!isRunning()) return;
  const exited = once(child, 'exit');
  await killTree(child.pid);
  await exited;
}

/** An immediate stop leaves no shared memory behind; one that does not come about in time is a kill. */
async function remove() {
  if (isRunning()) await Promise.race([stop({ mode: 'immediate' }), sleep(5_000, undefined, { ref: false })]);
  await kill();
  freeSharedMemory(data);
  rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

const requests = {
  home: () => ({ data, logFile }),
  create,
  copy: ({ from }) => copyDataFolder(from, data, user),
  write: ({ name, text }) => writeOwned(join(data, name), text, user),
  start,
  stop,
  kill,
  freeze: () => void freezeTree(runningPid()),
  thaw: () => thawTree(runningPid()),
  remove,
};

async function answer({ request, options = {} }) {
  try {
    return { value: (await requests[request](options)) ?? null };
  } catch (error) {
    return { error: error.message };
  }
}

async function leave() {
  await remove();
  process.exit();
}

process.on('message', async (message) => {
  const outcome = await answer(message);
  if (process.connected) process.send({ id: message.id, ...outcome });
});
for (const end of ['disconnect', 'SIGTERM', 'SIGINT', 'SIGHUP']) process.once(end, leave);
