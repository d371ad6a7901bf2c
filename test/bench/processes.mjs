import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const ROOT = here('../../');
const RUNTIME_MAIN = join(ROOT, 'apps/runtime/dist/apps/runtime/src/main.js');
const EXPERIENCE_MAIN = join(ROOT, 'apps/experience/dist/apps/experience/src/main.js');
/** Where it listens, alone on a line or at the end of a sentence. */
const ADDRESS = /(?:^|\bat )(http:\/\/127\.0\.0\.1:\d+)/m;

/** A server in a process of its own, and what starting it took. */
class Server {
  constructor(child, url, milliseconds) {
    this.child = child;
    this.url = url;
    this.startedIn = milliseconds;
  }

  async post(path, body, headers = {}) {
    const answer = await fetch(this.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  async get(path) {
    const answer = await fetch(this.url + path);
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Resident memory in MiB. Linux alone tells; elsewhere it is unknown. */
  async memory() {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8').catch(() => '');
    const [, kib] = /VmRSS:\s+(\d+) kB/.exec(status) ?? [];
    return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
  }

  async stop(signal = 'SIGTERM') {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill(signal);
    await ended;
  }
}

/** Runs a script until it ends, and resolves to what it printed. */
export function outputOf(script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [here(script), ...args.map(String)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`${script} ended with ${code}.`))));
  });
}

const running = new Set();
// Of a measurement that failed: whoever waits for its output would wait for theirs.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a script that prints its address when it listens. */
export function started(script, env = {}) {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      if (text === undefined) return;
      text += chunk;
      const [, url] = ADDRESS.exec(text) ?? [];
      if (url === undefined) return;
      text = undefined;
      resolve(new Server(child, url, performance.now() - begin));
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}.`)));
  });
}

export const startBarePost = () => started(here('bare-post.mjs'));

export const startBareUpload = (env) => started(here('bare-upload.mjs'), env);

/** Runtime as built, with the example realm, on a free port. */
export const startRuntime = (env) =>
  started(RUNTIME_MAIN, { RUNTIME_PORT: '0', RUNTIME_REALMS: './examples/realms/orders', ...env });

/** Experience as built, in front of the Runtime at the URL. */
export const startExperience = (runtimeUrl) =>
  started(EXPERIENCE_MAIN, { EXPERIENCE_PORT: '0', RUNTIME_URL: runtimeUrl });

/** Lends a folder that is removed afterwards. */
export async function withFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
