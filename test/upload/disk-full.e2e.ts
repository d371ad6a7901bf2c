import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ExecutionAccepted, Session } from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';
import { send, type Answer } from '../processes/plane-client.js';
import { leftBehind } from './left-behind.js';
import { SmallDisk } from './small-disk.js';

const STAGED_TTL = 2_000;
const KIB = 1_024;
const EARLY_ACK = join(import.meta.dirname, '../chaos/twins/acknowledge-before-commit.mjs');

let planes: BothPlanes | undefined;
const disk = SmallDisk.mount(64);
disk?.unmount();
const described = disk ? describe : describe.skip;
const where = disk ? 'on a tmpfs of 64 MB' : '(NOT TRIED HERE: only root on Linux may mount a small disk)';
if (!disk) process.stdout.write(`  a full disk ${where}\n`);

let small: SmallDisk;
afterEach(async () => {
  await planes?.kill();
  small?.unmount();
});

async function started(
  env: Record<string, string> = {},
): Promise<{ running: BothPlanes; data: string; session: Session }> {
  small = SmallDisk.mount(64)!;
  const data = join(small.path, 'data');
  planes = await BothPlanes.start({ DATA_DIR: data, ARTIFACT_STAGED_TTL_MS: String(STAGED_TTL), ...env });
  return { running: planes, data, session: await planes.v1.session() };
}

function upload({ v1 }: BothPlanes, session: Session, kib: number): Promise<Answer<ExecutionAccepted>> {
  const form = new FormData();
  form.set('tenant_id', session.tenant_id);
  form.set('session_id', session.session_id);
  form.set('file', new Blob([Buffer.alloc(kib * KIB)]), 'a.bin');
  return send('POST', `${v1.base}/content/upload`, { body: form });
}

/** Fills the disk and goes on asking for more than there is room for. Returns what was acknowledged, and the refusals. */
async function press(running: BothPlanes, session: Session): Promise<{ acknowledged: string[]; refusals: string[] }> {
  small.fill(1_200 * KIB);
  const acknowledged: string[] = [];
  const refusals: string[] = [];
  const told = ({ status, body, text }: Answer<ExecutionAccepted>): void => {
    if (status === 202) acknowledged.push(body.execution_id);
    else refusals.push(`${status} ${(JSON.parse(text) as { code: string }).code}`);
  };
  // The first is larger than what is left, the second is not: it takes what the log of the database would need.
  for (const kib of [2_000, 500, 2_000]) told(await upload(running, session, kib));
  small.fill(200 * KIB);
  for (let round = 0; round < 8; round += 1) {
    const orders = Array.from({ length: 16 }, () => running.v1.submit<ExecutionAccepted>(placeOrder(session)));
    for (const answer of await Promise.all(orders)) told(answer);
  }
  small.fill(0);
  told(await upload(running, session, 100));
  return { acknowledged, refusals };
}

async function outcomes({ v1 }: BothPlanes, executionIds: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(executionIds.map((executionId) => v1.status(executionId)));
  return [...new Set(answers.map(({ status, body }) => (status === 200 ? body.status : `${status}`)))];
}

/** Polls until all have succeeded, or the time is over; what is returned are the outcomes then. */
async function untilSucceeded(
  running: BothPlanes,
  executionIds: readonly string[],
  within = 25_000,
): Promise<string[]> {
  for (const deadline = Date.now() + within; ; await sleep(200)) {
    const found = await outcomes(running, executionIds);
    if ((found.length === 1 && found[0] === 'succeeded') || Date.now() > deadline) return found;
  }
}

described(`a full disk ${where}`, () => {
  it('is answered 507 or 503, costs nothing that was acknowledged, and is got over without a restart and with one', async () => {
    const { running, data, session } = await started();
    const slow: string[] = [];
    for (let count = 0; count < 10; count += 1) {
      const order = placeOrder(session, { simulate: { delay_ms: 1_000 } });
      slow.push((await running.v1.accepted(order)).execution_id);
    }

    const first = await press(running, session);
    expect(
      [...new Set(first.refusals)].filter((refusal) => !/^(507 STORAGE_FULL|503 STORE_UNAVAILABLE)$/.test(refusal)),
    ).toEqual([]);
    expect(first.refusals).toContain('507 STORAGE_FULL');
    expect(leftBehind(data).files.filter((file) => file.includes('unfinished'))).toEqual([]);
    expect(await outcomes(running, slow)).toEqual(['running']);

    small.empty();
    expect(await untilSucceeded(running, [...slow, ...first.acknowledged])).toEqual(['succeeded']);
    const later = await upload(running, session, 500);
    expect(later.status).toBe(202);

    const second = await press(running, session);
    await running.runtime.kill();
    small.empty();
    await running.runtime.start();
    const acknowledged = [...first.acknowledged, later.body.execution_id, ...second.acknowledged];
    expect(await untilSucceeded(running, acknowledged)).toEqual(['succeeded']);
    expect(await untilOnlyNamed(data)).toEqual({ withoutRow: [], withoutBytes: [], staged: [] });
  }, 120_000);

  it('catches a Runtime that acknowledges before it has written', async () => {
    const { running, session } = await started({ NODE_OPTIONS: `--import ${pathToFileURL(EARLY_ACK).href}` });

    const { acknowledged } = await press(running, session);
    await running.runtime.kill();
    small.empty();
    await running.runtime.start();
    expect(await untilSucceeded(running, acknowledged, 3_000)).not.toEqual(['succeeded']);
  }, 60_000);
});

/** What does not belong together among files and rows; waits for the sweeper as long as it may take. */
async function untilOnlyNamed(data: string): Promise<Record<'withoutRow' | 'withoutBytes' | 'staged', string[]>> {
  for (const deadline = Date.now() + STAGED_TTL + 8_000; ; await sleep(200)) {
    const { files, rows } = leftBehind(data);
    const found = {
      withoutRow: files.filter((file) => !rows.some(({ artifact_id: id }) => file.endsWith(id))),
      withoutBytes: rows.map(({ artifact_id: id }) => id).filter((id) => !files.some((file) => file.endsWith(id))),
      staged: rows.filter(({ staged }) => staged === 1).map(({ artifact_id: id }) => id),
    };
    if (Object.values(found).every((ids) => ids.length === 0) || Date.now() > deadline) return found;
  }
}
