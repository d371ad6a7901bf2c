import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../processes/free-port.js';
import { uploadContent } from '../processes/intents.js';
import { PlaneClient } from '../processes/plane-client.js';
import { PlaneProcess } from '../processes/plane-process.js';
import { installAlone, productionPackages } from './installed-alone.js';

const MAIN = 'apps/runtime/dist/apps/runtime/src/main.js';

/** P1: starts Runtime, goes through the direct-submit flow, and tells how it went; throws where it cannot go on. */
async function directSubmit(runtime: PlaneProcess) {
  await runtime.start();
  const client = new PlaneClient(`${runtime.url}/api`);
  const session = await client.session();
  const { execution_id } = await client.accepted(uploadContent(session, 'id,name\n1,Ann\n2,Bo\n', 'people.csv'));
  const { status, error, result } = await client.ended(execution_id);
  const last = (await client.events(execution_id)).at(-1)?.type;
  await runtime.stop();
  return { status, error, result, last };
}

async function runtimeIn(folder: string, entry = MAIN): Promise<PlaneProcess> {
  const port = String(await freePort());
  return new PlaneProcess({
    name: 'Runtime on its own',
    entry: join(folder, entry),
    url: `http://127.0.0.1:${port}`,
    cwd: folder,
    env: {
      RUNTIME_PORT: port,
      // Packages are links: without this Node would follow them back into the tree that holds the other plane.
      NODE_OPTIONS: '--preserve-symlinks --preserve-symlinks-main',
    },
  });
}

describe('P1: Runtime alone, with Experience not even installed', () => {
  const started: PlaneProcess[] = [];
  afterAll(() => Promise.all(started.map((runtime) => runtime.kill())));

  it('takes an intent, carries it out and gives its result', async () => {
    const folder = installAlone('runtime');
    const runtime = await runtimeIn(folder);
    started.push(runtime);

    expect(existsSync(join(folder, 'apps/experience'))).toBe(false);
    expect(existsSync(join(folder, 'node_modules/@symphainy/experience'))).toBe(false);
    await expect(directSubmit(runtime)).resolves.toMatchObject({
      error: undefined,
      status: 'succeeded',
      result: { kind: 'table', filename: 'people.csv' },
      last: 'execution.succeeded',
    });
  });

  it('catches a Runtime that leans on Experience', async () => {
    const folder = installAlone('runtime');
    const leaning = join(dirname(MAIN), 'leaning.js');
    writeFileSync(join(folder, leaning), "import '@symphainy/experience/adapter-kit';\nimport './main.js';\n");
    const runtime = await runtimeIn(folder, leaning);
    started.push(runtime);

    await expect(directSubmit(runtime)).rejects.toThrow(/ended \(exit code 1\) before it was ready[^]*experience/);
  });
});

describe('What Experience installs', () => {
  it('holds no database driver and no data engine', () => {
    const packages = productionPackages('apps/experience').join('\n');

    expect(packages).toMatch('node_modules/multer');
    expect(packages).not.toMatch(/duckdb|sqlite|kysely|node_modules\/pg\b/);
  });
});
