import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { bound, LONG, print, SEED } from '../chaos/judge.js';
import { Random } from '../chaos/random.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { runtimeProcess } from '../processes/planes.js';
import { leftBehind } from '../upload/left-behind.js';
import { Acknowledged, type Promised } from './acknowledged.js';
import { MountedImage } from './mounted-image.js';

const CUTS = LONG ? 20 : 2;
/** As many as it takes for what is broken to be seen. */
const TWIN_CUTS = 5;
const twin = (name: string): Record<string, string> => ({
  NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, `twins/${name}.mjs`)).href}`,
});

const probe = MountedImage.create();
probe?.unmount();
const described = probe ? describe : describe.skip;
const where = probe
  ? 'of a disk of its own'
  : '(NOT TRIED HERE: only root on Linux may mount a disk that is in a file)';
if (!probe) process.stdout.write(`  a power cut ${where}\n`);

const mounted: MountedImage[] = [];
let runtime: PlaneProcess | undefined;
afterEach(async () => {
  await runtime?.kill();
  for (const image of mounted.splice(0)) image.unmount();
});

/** Resolves when no thread of a process that was told to stop does anything any more, in the kernel neither. */
async function stoppedDead(pid: number): Promise<void> {
  const states = (): string[] =>
    readdirSync(`/proc/${pid}/task`).map(
      (task) => /\) (\w)/.exec(readFileSync(`/proc/${pid}/task/${task}/stat`, 'utf8'))![1]!,
    );
  while (states().some((state) => state !== 'T')) await sleep(2);
}

/** Resolves when another intent and another artifact have been promised: there is something to be lost. */
async function promisedMore(clients: Acknowledged): Promise<void> {
  const { executions, artifacts } = clients.promised;
  const isMore = ({ promised }: Acknowledged): boolean =>
    promised.executions.length > executions.length && promised.artifacts.size > artifacts.size;
  while (!isMore(clients)) await sleep(20);
}

/**
 * Cuts the power so often while clients ask without a pause, or until something is lost that is looked for. Returns, of each
 * cut, what was promised and is not there.
 */
async function cutPower(
  cuts: number,
  env: Record<string, string> = {},
  lookedFor?: RegExp,
): Promise<{ lost: string[][]; promised: Promised }> {
  const random = new Random(SEED);
  const disk = MountedImage.create()!;
  mounted.push(disk);
  runtime = await runtimeProcess({ DATA_DIR: join(disk.path, 'data'), LOG_LEVEL: 'error', ...env });
  await runtime.start();
  const api = new PlaneClient(`${runtime.url}/api`);
  const clients = new Acknowledged(api, await api.session());
  clients.start();
  const lost: string[][] = [];
  let promised = clients.promised;
  const isFound = (): boolean => lookedFor !== undefined && lost.flat().some((one) => lookedFor.test(one));
  for (let cut = 0; cut < cuts && !isFound(); cut += 1) {
    await promisedMore(clients);
    await sleep(random.between(300, 1_200));
    process.kill(runtime.pid, 'SIGSTOP');
    await stoppedDead(runtime.pid);
    // What it had said before it was stopped is heard.
    await sleep(50);
    promised = clients.promised;
    const copy = disk.copy();
    mounted.push(copy);
    process.kill(runtime.pid, 'SIGCONT');
    lost.push(await missing(copy, clients.session.session_id, promised));
    mounted.splice(mounted.indexOf(copy), 1);
    copy.unmount();
  }
  clients.stop();
  return { lost, promised };
}

/** What was promised and is not there when a Runtime is started on a disk after the power has come back. */
async function missing(disk: MountedImage, sessionId: string, promised: Promised): Promise<string[]> {
  const dataDir = join(disk.path, 'data');
  const restarted = await runtimeProcess({ DATA_DIR: dataDir, LOG_LEVEL: 'error' });
  try {
    await restarted.start();
  } catch (error) {
    return [`it does not start: ${String(error).slice(0, 500)}`];
  }
  try {
    const api = new PlaneClient(`${restarted.url}/api`);
    const [executions, facts] = await Promise.all([api.executions({ tenant_id: 'acme' }), api.facts(sessionId)]);
    const known = new Set([...executions.map(({ execution_id }) => execution_id), ...facts.map(({ key }) => key)]);
    const { files, rows } = leftBehind(dataDir);
    const digests = new Map(rows.map(({ artifact_id, sha256 }) => [artifact_id, sha256]));
    const digestOf = (id: string): string | undefined => {
      const file = files.find((path) => path.endsWith(id));
      return file && createHash('sha256').update(readFileSync(file)).digest('hex');
    };
    return [
      ...[...promised.executions, ...promised.facts].filter((id) => !known.has(id)),
      ...[...promised.artifacts].filter(([id, digest]) => digests.get(id) !== digest).map(([id]) => `the row of ${id}`),
      // Of those too whose upload nobody was told the end of.
      ...[...digests].filter(([id, digest]) => digestOf(id) !== digest).map(([id]) => `the bytes of ${id}`),
    ];
  } finally {
    await restarted.kill();
  }
}

described(`a power cut ${where}`, () => {
  it(
    'loses nothing that was acknowledged, and leaves no artifact without its bytes',
    async () => {
      const { lost, promised } = await cutPower(CUTS);
      const { executions, facts, artifacts } = promised;
      print(
        `power cut, CHAOS_SEED=${SEED}`,
        `${CUTS} cuts; at the last ${executions.length} intents, ${facts.length} facts and ${artifacts.size} artifacts had been acknowledged.${LONG ? ` With none lost, fewer than ${bound(CUTS)} % of cuts lose something (95 %).` : ''}`,
      );

      expect(lost).toEqual(Array.from({ length: CUTS }, () => []));
      expect(Math.min(executions.length, facts.length, artifacts.size)).toBeGreaterThan(3);
    },
    LONG ? 600_000 : 90_000,
  );

  it.each([
    ['a store that acknowledges before it has written', 'lazy-commits', /^exe_/],
    ['a blob store that does not wait for the disk', 'unsynced-blobs', /^the bytes of art_/],
  ])(
    'catches %s',
    async (_twin, name, missed) => {
      // A kernel may happen to have written everything of its own accord.
      const { lost } = await cutPower(TWIN_CUTS, twin(name), missed);

      expect(lost.flat()).toEqual(expect.arrayContaining([expect.stringMatching(missed)]));
    },
    120_000,
  );
});
