import { afterEach, describe, expect, it } from '@jest/globals';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { runtimeProcess } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';

const started: PlaneProcess[] = [];

async function runtimeOn(folder: string): Promise<PlaneProcess> {
  const runtime = await runtimeProcess({ DATA_DIR: folder });
  started.push(runtime);
  return runtime;
}

afterEach(() => Promise.all(started.splice(0).map((runtime) => runtime.kill())));

describe('a second Runtime on the same data', () => {
  it('refuses to start and says why, and the first works on', async () => {
    const folder = temporaryFolder('shared');
    const first = await runtimeOn(folder);
    await first.start();

    const second = await runtimeOn(folder);
    const exit = await second.startRefused();

    expect(exit.code).toBeGreaterThan(0);
    expect(second.logs).toMatch(/already|another|in use/i);
    expect(second.logs).toContain(folder);
    await expect(new PlaneClient(`${first.url}/api`).session()).resolves.toMatchObject({ status: 'open' });
  });

  it('starts once the first is gone, even if it was killed', async () => {
    const folder = temporaryFolder('inherited');
    const first = await runtimeOn(folder);
    await first.start();
    const { session_id } = await new PlaneClient(`${first.url}/api`).session();
    await first.kill();

    const second = await runtimeOn(folder);
    await second.start();

    const read = await new PlaneClient(`${second.url}/api`).get(`/session/${session_id}`);
    expect(read.status).toBe(200);
  });

  it('starts once the first has been asked to stop', async () => {
    const folder = temporaryFolder('handed-over');
    const first = await runtimeOn(folder);
    await first.start();
    await expect(first.stop()).resolves.toEqual({ code: 0, signal: null });

    await expect((await runtimeOn(folder)).start()).resolves.toBeUndefined();
  });
});
