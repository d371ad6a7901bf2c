import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { childrenOf } from '../processes/children-of.js';
import { uploadContent } from '../processes/intents.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { runtimeProcess } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';

const temporary = temporaryFolder('profiler-children');
let runtime: PlaneProcess;

beforeAll(async () => {
  runtime = await runtimeProcess({ TMPDIR: temporary });
});
afterAll(() => runtime.kill());

const workFolders = () => readdirSync(temporary).filter((name) => name.startsWith('symphainy-profiler-'));

const isThere = (pid: number) => spawnSync('kill', ['-0', String(pid)]).status === 0;

/** Waits until Runtime has as many children, and a folder for each; they are returned. */
async function untilThereAre(count: number): Promise<number[]> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const pids = childrenOf(runtime.pid);
    if (pids.length === count && workFolders().length === count) return pids;
    await sleep(20);
  }
  throw new Error(`There are ${childrenOf(runtime.pid).length} children and ${workFolders().length} folders.`);
}

/** Waits until none of them is left, and no folder either. */
async function untilGone(pids: number[]): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    if (!pids.some(isThere) && workFolders().length === 0) return;
    await sleep(20);
  }
  throw new Error(`Left: ${pids.filter(isThere).join()} and ${workFolders().join()}`);
}

async function upload(rows: number) {
  const client = new PlaneClient(`${runtime.url}/api`);
  const text = Array.from({ length: rows }, (_, row) => `${row},name ${row},${row / 7}`).join('\n');
  const { execution_id } = await client.accepted(
    uploadContent(await client.session(), `id,name,amount\n${text}\n`, 'rows.csv'),
  );
  return { ended: () => client.ended(execution_id) };
}

describe('the processes that Runtime reads files in', () => {
  it('are ready before there is a file, serve one each, and no trace is left when Runtime is killed', async () => {
    const { pid: ofDead } = spawnSync(process.execPath, ['--version']);
    const leftBehind = `symphainy-profiler-${hostname().replace(/\W/g, '_')}-${ofDead}-aB3dE6`;
    mkdirSync(join(temporary, leftBehind));

    await runtime.start();
    const [first] = await untilThereAre(1);
    expect(workFolders()).not.toContain(leftBehind);
    expect(await (await upload(3)).ended()).toMatchObject({ status: 'succeeded' });
    const [second] = await untilThereAre(1);
    expect(second).not.toBe(first);

    await upload(200_000);
    const both = await untilThereAre(2);
    expect(both).toContain(second);
    await runtime.kill();
    await untilGone(both);
  });

  it('are gone, and their folders with them, when Runtime has stopped', async () => {
    await runtime.start();
    const pids = await untilThereAre(1);
    await runtime.stop();
    expect(pids.filter(isThere)).toEqual([]);
    await untilGone(pids);
  });
});
