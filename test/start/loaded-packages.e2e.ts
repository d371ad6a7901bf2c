import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../processes/free-port.js';
import { PlaneProcess } from '../processes/plane-process.js';
import { temporaryFolder } from '../processes/temporary-folder.js';

const PRELOAD = resolve('test/start/note-packages.cjs');

/** Asks until there is an answer; the time limit of the test ends it. */
async function answer(url: string): Promise<void> {
  for (;;) {
    const { ok } = await fetch(url).catch(() => ({ ok: false }));
    if (ok) return;
    await sleep(50);
  }
}

describe('The start of a plane', () => {
  const folder = temporaryFolder('loaded-packages');
  const noted = join(folder, 'modules');
  let plane: PlaneProcess | undefined;
  afterAll(async () => void (await plane?.stop()));

  const packages = (): Set<string> => {
    const names = readFileSync(noted, 'utf8').matchAll(/node_modules\/(@[^/\n]+\/[^/\n]+|[^/\n]+)\//g);
    return new Set([...names].map(([, name]) => name!));
  };

  it.each([
    ['Runtime', 'runtime', 'RUNTIME_PORT', '/readyz', '/api/openapi.json'],
    ['Experience', 'experience', 'EXPERIENCE_PORT', '/healthz', '/v1/openapi.json'],
  ])(
    'of %s loads nothing that only documents or a bucket need',
    async (name, folderName, portName, alive, document) => {
      writeFileSync(noted, '');
      const port = String(await freePort());
      plane = new PlaneProcess({
        name,
        entry: resolve(`apps/${folderName}/dist/apps/${folderName}/src/main.js`),
        url: `http://127.0.0.1:${port}`,
        cwd: folder,
        env: { [portName]: port, NODE_OPTIONS: `--require ${PRELOAD}`, NOTED_MODULES: noted },
      });
      // Not by its readiness: Experience is not ready without a Runtime.
      const end = plane.spawn();
      await answer(`${plane.url}${alive}`);
      // That there is something to be found is seen by what it does load.
      expect(packages()).toContain('@nestjs/core');
      expect(packages()).not.toContain('@nestjs/swagger');
      expect([...packages()].filter((found) => /^@(aws-sdk|smithy)\//.test(found))).toEqual([]);

      await answer(`${plane.url}${document}`);
      expect(packages()).toContain('@nestjs/swagger');
      await plane.stop();
      await end;
    },
  );
});
