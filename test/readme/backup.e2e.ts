import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Session } from '@app/intent-contracts';
import { placeOrder, uploadContent } from '../processes/intents.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { ROOT, runtimeProcess } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';

const guide = readFileSync(join(ROOT, 'docs/guide/deploy.md'), 'utf8');
const LINES = /```bash backup\n([^]*?)```/.exec(guide)?.[1] ?? 'exit 1';

/** Takes Docker's place: the container's `/data` is the data folder here, its working folder this repository. */
const DOCKER = `
set -eu
docker() {
  case "$2" in
    exec) shift 3; (cd "$ROOT" && "\${@//\\/data/$DATA}") ;;
    cp) cp -r "\${3/runtime:\\/data/$DATA}" "$4" ;;
  esac
}
`;

const data = temporaryFolder('data');
const started: PlaneProcess[] = [];
let runtime: PlaneClient;
let session: Session;

async function runtimeOn(folder: string): Promise<PlaneClient> {
  const plane = await runtimeProcess({ DATA_DIR: folder });
  started.push(plane);
  await plane.start();
  return new PlaneClient(`${plane.url}/api`);
}

/** A Runtime on the folder `backup` that the lines have filled. */
async function restoredBy(lines: string): Promise<PlaneClient> {
  const cwd = temporaryFolder('backup');
  const env = { PATH: process.env['PATH'], DATA: data, ROOT };
  await promisify(execFile)('bash', ['-c', DOCKER + lines], { cwd, env });
  return runtimeOn(join(cwd, 'backup'));
}

beforeAll(async () => {
  runtime = await runtimeOn(data);
  session = await runtime.session();
});
afterAll(() => Promise.all(started.map((plane) => plane.kill())));

describe('the copy that the guide takes while Runtime works', () => {
  it('restores what was acknowledged, its files, and what was still running', async () => {
    const uploaded = await runtime.accepted(uploadContent(session, 'id,name\n1,Ann\n', 'people.csv'));
    const { result } = await runtime.ended(uploaded.execution_id);
    const slow = await runtime.accepted(placeOrder(session, { simulate: { delay_ms: 300 } }));
    await runtime.until(slow.execution_id, ({ progress }) => progress.completed_steps > 0);

    const restored = await restoredBy(LINES);

    const { artifact_id } = result as { artifact_id: string };
    expect((await restored.get(`/artifact/${artifact_id}/content`)).text).toBe('id,name\n1,Ann\n');
    await expect(restored.ended(slow.execution_id)).resolves.toMatchObject({ status: 'succeeded' });
  });

  it('is more than a copy of the database file, which lacks what its log still holds', async () => {
    const restored = await restoredBy('mkdir backup; cp "$DATA/runtime.db" backup/');

    expect((await restored.get(`/session/${session.session_id}`)).status).toBe(404);
  });
});
