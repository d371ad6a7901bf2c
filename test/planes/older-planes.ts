import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../processes/free-port.js';
import { PlaneProcess } from '../processes/plane-process.js';
import { ROOT } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';

/**
 * The release before this one. Until there are releases it is the last commit without a WebSocket stream; move it on to
 * the commit of each release when the next one is begun.
 */
const OLDER = 'a721c907c6f8805d55678cd152c15a8624ba8490';
const NEST = ['--import', './node_modules/ora/index.js', 'node_modules/@nestjs/cli/bin/nest.js', 'build'];
const mainOf = (app: string): string => `apps/${app}/dist/apps/${app}/src/main.js`;
const run = promisify(execFile);

/** Whether the older planes can be built here: a shallow clone, or a copy without history, does not have them. */
export function isInHistory(): boolean {
  try {
    execFileSync('git', ['cat-file', '-e', `${OLDER}^{commit}`], { cwd: ROOT, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Both planes as they were, built from history the first time and kept: what a commit says does not change. */
export class OlderPlanes {
  private constructor(private readonly folder: string) {}

  static async build(): Promise<OlderPlanes> {
    // The packages are this tree's.
    const tree = createHash('sha256').update(ROOT).digest('hex').slice(0, 8);
    const folder = join(tmpdir(), `symphainy-older-planes-${OLDER.slice(0, 12)}-${tree}`);
    if (!existsSync(folder)) await buildIn(folder);
    return new OlderPlanes(folder);
  }

  async runtime(): Promise<PlaneProcess> {
    const port = String(await freePort());
    return this.plane('runtime', port, {
      RUNTIME_PORT: port,
      DATA_DIR: temporaryFolder('data'),
      RUNTIME_REALMS: './examples/realms/orders',
    });
  }

  async experience(runtimeUrl: string): Promise<PlaneProcess> {
    const port = String(await freePort());
    return this.plane('experience', port, { EXPERIENCE_PORT: port, RUNTIME_URL: runtimeUrl });
  }

  private plane(app: string, port: string, env: Record<string, string>): PlaneProcess {
    return new PlaneProcess({
      name: `The older ${app}`,
      entry: join(this.folder, mainOf(app)),
      url: `http://127.0.0.1:${port}`,
      cwd: this.folder,
      env: { NODE_ENV: 'test', ...env },
    });
  }
}

/** Whoever comes in the middle, or after a build that broke off, finds nothing: the folder has its name when it is done. */
async function buildIn(folder: string): Promise<void> {
  const building = mkdtempSync(`${folder}-building-`);
  try {
    const archive = join(building, 'older.tar');
    await run('git', ['archive', '--output', archive, OLDER], { cwd: ROOT });
    await run('tar', ['-xf', archive, '-C', building]);
    linkPackages(join(building, 'node_modules'));
    const node = (...given: string[]) => run(process.execPath, given, { cwd: building });
    await Promise.all(['runtime', 'experience'].map((app) => node(...NEST, app)));
    await node('node_modules/typescript/bin/tsc', '-p', 'examples/realms/orders');
    renameSync(building, folder);
  } catch (error) {
    // Somebody else was faster.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

/** Every package of this tree, but of the planes themselves the older ones. */
function linkPackages(place: string): void {
  mkdirSync(join(place, '@symphainy'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name === '@symphainy' || name.startsWith('.')) continue;
    symlinkSync(join(ROOT, 'node_modules', name), join(place, name));
  }
  for (const app of ['runtime', 'experience']) symlinkSync(`../../apps/${app}`, join(place, '@symphainy', app));
}
