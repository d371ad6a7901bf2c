import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlaneProcess } from '../plane-process.mjs';
import { prepareTree } from '../prepared-tree.mjs';
import { useTree } from '../tree-lock.mjs';
import { DemoFailed } from './demo-failed.mjs';
import { OutsideWorld } from './outside-world.mjs';

const READY_WITHIN_MS = 60_000;

/** Whatever else is set is meant for other planes: these run with the defaults, so that the demo is the same anywhere. */
const INHERITED = ['PATH', 'HOME', 'NODE_OPTIONS'];

/**
 * A pair of planes for the demo alone, on free ports and with a folder that goes when they go: they can be killed.
 * Since nothing of them is to stay, they are not asked to stop either.
 */
export class OwnPlanes {
  #isRemoved = false;
  #commands = {};
  #started = [];
  #folder = mkdtempSync(join(tmpdir(), 'symphainy-demo-'));

  constructor() {
    // However this process ends, unless it is killed itself; then the planes notice, and stop.
    process.once('exit', () => this.#takeAway());
  }

  /** Installs and builds what is missing. Throws `CannotPrepare` if that fails. */
  async prepare() {
    await prepareTree({ whenReady: () => useTree('npm run demo') });
  }

  /** Starts both planes. Throws if they do not come up. */
  async start() {
    this.world = await OutsideWorld.open();
    const [runtimePort, experiencePort] = await Promise.all([freePort(), freePort()]);
    const inherited = INHERITED.filter((name) => process.env[name]).map((name) => [name, process.env[name]]);
    const env = {
      ...Object.fromEntries(inherited),
      LOG_LEVEL: 'warn',
      // What a plane that is killed leaves there goes with the rest.
      TMPDIR: this.#folder,
      RUNTIME_PORT: String(runtimePort),
      EXPERIENCE_PORT: String(experiencePort),
      RUNTIME_URL: `http://127.0.0.1:${runtimePort}`,
      RUNTIME_REALMS: './examples/realms/orders',
      DATA_DIR: join(this.#folder, 'data'),
      ORDERS_LEDGER_URL: this.world.url,
    };
    this.#commands = {
      runtime: { name: 'Runtime', url: env.RUNTIME_URL, env },
      experience: { name: 'Experience', url: `http://127.0.0.1:${experiencePort}`, env },
    };
    await Promise.all([this.startPlane('runtime'), this.startPlane('experience')]);
  }

  get isStarted() {
    return this.#started.length > 0;
  }

  get v1() {
    return `${this.experience.url}/v1`;
  }

  /** Starts `runtime` or `experience`, at the address that it had before if there was one. */
  async startPlane(plane) {
    if (this.#isRemoved) throw new DemoFailed('The demo is over.', 'Run it again.');
    const command = ['scripts/start-plane.mjs', plane];
    const started = new PlaneProcess({ ...this.#commands[plane], command, print: () => undefined });
    this[plane] = started;
    this.#started.push(started);
    if (await started.isReady(READY_WITHIN_MS)) return;
    const how = started.hasEnded
      ? `has ended with exit code ${await started.ended} instead of answering`
      : `does not answer after ${READY_WITHIN_MS / 1000} s`;
    const said = started.lastLines.map((line) => `\n  ${line}`).join('');
    throw new DemoFailed(
      `${started.name} ${how}${said ? `. Its last lines:${said}` : '.'}`,
      `See whether it starts by itself: npm run start:${plane}`,
    );
  }

  /** kill -9, of the process and of what it has started. */
  async killPlane(plane) {
    this[plane].kill();
    await this[plane].ended;
  }

  /** Takes away everything that was started and made. */
  async remove() {
    this.#isRemoved = true;
    this.world?.close();
    for (const plane of this.#started) plane.kill();
    await Promise.all(this.#started.map(({ ended }) => ended));
    this.#takeAway();
  }

  #takeAway() {
    for (const plane of this.#started) plane.kill();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

/** A port of the loopback address that nobody listened on a moment ago. */
async function freePort() {
  const probe = createServer();
  await new Promise((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
