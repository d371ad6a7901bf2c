import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Random } from '../chaos/random.js';
import { BothPlanes } from '../processes/both-planes.js';
import { send } from '../processes/plane-client.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { abandon, bareUpload, FILE, FILE_SHA256, formUpload } from './abandoned-upload.js';
import { leftBehind, openDescriptors } from './left-behind.js';

/** ABANDONED_UPLOADS=1000 is the long form. */
const UPLOADS = Number(process.env['ABANDONED_UPLOADS'] ?? 200);
const SEED = Number(process.env['ABANDONED_SEED'] ?? Date.now() % 1_000_000);
const AT_ONCE = 16;

let running: BothPlanes | undefined;
afterEach(() => running?.kill());

async function started(env: Record<string, string>): Promise<{ planes: BothPlanes; data: string }> {
  const data = temporaryFolder('abandoned');
  running = await BothPlanes.start({ DATA_DIR: data, ...env });
  return { planes: running, data };
}

/** Abandons uploads at both planes, and returns the sizes of all that passed for whole although it was cut off. */
async function storm({ v1, api }: BothPlanes, data: string, uploads: number): Promise<number[]> {
  const random = new Random(SEED);
  const session = await v1.session();
  const ports = [v1.base, api.base].map((base) => Number(new URL(base).port));
  const ways = [formUpload('localhost', session), bareUpload('localhost')];
  const truncated = new Map<string, number>();
  let begun = 0;
  let going = true;
  const looking = (async () => {
    while (going) {
      for (const { artifact_id, size, sha256 } of leftBehind(data).rows) {
        if (sha256 !== FILE_SHA256) truncated.set(artifact_id, size);
      }
      await sleep(50);
    }
  })();
  const client = async (): Promise<void> => {
    while (begun < uploads) {
      const way = (begun += 1) % 2;
      await abandon(ways[way]!, ports[way]!, random);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  // Those under way in the planes end within this time, or are found by what is looked at next.
  await sleep(300);
  going = false;
  await looking;
  return [...truncated.values()];
}

async function until(holds: () => boolean, within: number): Promise<boolean> {
  for (const deadline = Date.now() + within; Date.now() < deadline; await sleep(100)) if (holds()) return true;
  return holds();
}

const isEmpty = (data: string): boolean => {
  const { files, rows } = leftBehind(data);
  return files.length + rows.length === 0;
};

describe(`of ${UPLOADS} uploads that are broken off at any byte (seed ${SEED})`, () => {
  it('nothing is left after the staged time: no file, no row, no descriptor, and both planes go on', async () => {
    const { planes, data } = await started({ ARTIFACT_STAGED_TTL_MS: '2000' });
    const processes = [planes.runtime, planes.experience];
    await send('GET', `${planes.v1.base}/intent/types`);
    const before = processes.map(openDescriptors);

    expect(await storm(planes, data, UPLOADS)).toEqual([]);

    await until(() => isEmpty(data), 15_000);
    expect(leftBehind(data)).toEqual({ files: [], rows: [] });
    await until(() => processes.every((plane, index) => openDescriptors(plane) <= before[index]!), 15_000);
    const after = processes.map(openDescriptors);
    expect(after.map((count, index) => Math.max(count, before[index]!))).toEqual(before);
    expect(
      processes.flatMap(({ logs }) => logs.split('\n').filter((line) => /"level":"error"|nhandled/.test(line))),
    ).toEqual([]);

    const session = await planes.v1.session();
    const form = new FormData();
    form.set('tenant_id', session.tenant_id);
    form.set('session_id', session.session_id);
    form.set('file', new Blob([FILE]), 'a.bin');
    const answer = await send('POST', `${planes.v1.base}/content/upload`, {
      body: form,
      headers: { prefer: 'wait=20' },
    });
    expect(answer.body).toMatchObject({ status: 'succeeded', result: { sha256: FILE_SHA256 } });
  }, 180_000);
});

describe('abandoned uploads catch a Runtime that', () => {
  it('takes what came for the whole file', async () => {
    const twin = pathToFileURL(join(import.meta.dirname, 'twins/truncating-runtime.mjs')).href;
    const { planes, data } = await started({ NODE_OPTIONS: `--import ${twin}` });

    expect((await storm(planes, data, 30)).length).toBeGreaterThan(0);
  });

  it('never sweeps', async () => {
    const { planes, data } = await started({ ARTIFACT_STAGED_TTL_MS: String(24 * 3_600_000) });
    const { status } = await send('POST', `${planes.api.base}/artifact/upload`, { body: FILE });

    expect(status).toBe(201);
    expect(isEmpty(data)).toBe(false);
  });
});
