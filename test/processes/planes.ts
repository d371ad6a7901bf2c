import { join } from 'node:path';
import { freePort } from './free-port.js';
import { PlaneProcess } from './plane-process.js';
import { temporaryFolder } from './temporary-folder.js';

export const ROOT = join(import.meta.dirname, '../..');
export const RUNTIME_ENTRY = join(ROOT, 'apps/runtime/dist/apps/runtime/src/main.js');
export const EXPERIENCE_ENTRY = join(ROOT, 'apps/experience/dist/apps/experience/src/main.js');

/** The realm outside `apps/` that the tests exercise the engine with. */
const ORDERS_REALM = './examples/realms/orders';

/** Runtime on a free port with a data folder of its own, not yet started. `env` is on top of that. */
export async function runtimeProcess(env: Record<string, string> = {}): Promise<PlaneProcess> {
  const port = env['RUNTIME_PORT'] ?? String(await freePort());
  return new PlaneProcess({
    name: 'Runtime',
    entry: RUNTIME_ENTRY,
    url: `http://127.0.0.1:${port}`,
    cwd: ROOT,
    env: {
      NODE_ENV: 'test',
      RUNTIME_PORT: port,
      DATA_DIR: env['DATA_DIR'] ?? temporaryFolder('data'),
      RUNTIME_REALMS: ORDERS_REALM,
      ...env,
    },
  });
}

/** Experience on a free port in front of the Runtime at the URL, not yet started. */
export async function experienceProcess(runtimeUrl: string, env: Record<string, string> = {}): Promise<PlaneProcess> {
  const port = env['EXPERIENCE_PORT'] ?? String(await freePort());
  return new PlaneProcess({
    name: 'Experience',
    entry: EXPERIENCE_ENTRY,
    url: `http://127.0.0.1:${port}`,
    cwd: ROOT,
    env: { NODE_ENV: 'test', EXPERIENCE_PORT: port, RUNTIME_URL: runtimeUrl, ...env },
  });
}
