import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreateDataMashOutput, Execution, ExecutionEvent, Problem, Session } from '@app/intent-contracts';
import { preloaded } from '../chaos/chaos-runtime.js';
import { LONG, print } from '../chaos/judge.js';
import { freePort } from '../processes/free-port.js';
import { uploadContent } from '../processes/intents.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { runtimeProcess } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { EXAMPLES } from './example-tables.js';
import { blobsIn, Kept } from './kept.js';

const PHASES = [
  'validate-sources',
  'assess-quality',
  'interpret-semantics',
  'map-to-canonical',
  'materialize',
  'register',
];
/** A phase that has not done its work yet, and one that has, of which nobody knows. */
const MOMENTS = ['before', 'after'].flatMap((when) => PHASES.map((phase) => ({ when, phase })));
/** The worst to lose is what has been done; `npm run test:chaos` has time for the other, too. */
const KILLED = MOMENTS.filter(({ when }) => LONG || when === 'after');

const data = temporaryFolder('interrupted-mashes');
const holds = temporaryFolder('holds');
const HOLDING = { NODE_OPTIONS: preloaded('../contract/preloads/hold-mash.mjs'), HOLD_FOLDER: holds };

let port: string;
let runtime: PlaneProcess;
let api: PlaneClient;
let session: Session;
let refs: string[];
let undisturbed: CreateDataMashOutput;

/** Starts Runtime where it was, with what it had. */
async function startRuntime(env: Record<string, string>): Promise<void> {
  runtime = await runtimeProcess({ RUNTIME_PORT: port, DATA_DIR: data, ...env });
  await runtime.start();
}

async function takenIn(file: string): Promise<string> {
  const intent = uploadContent(session, readFileSync(join(EXAMPLES, file)), file);
  const { result } = await api.ended((await api.accepted(intent)).execution_id);
  return (result as { artifact_id: string }).artifact_id;
}

/** Submits a mash; `domain` says where it is to be held. Throws if it is not accepted. */
async function submit(domain: string, headers: Record<string, string> = {}): Promise<string> {
  const { tenant_id, session_id } = session;
  const payload = { content_refs: refs, options: { target_domain: domain } };
  const intent = { intent_type: 'data_mash.create', realm: 'insights', tenant_id, session_id, payload };
  const { status, body, text } = await api.submit(intent, headers);
  if (status !== 202) throw new Error(`Not accepted: ${status} ${text}`);
  return body.execution_id;
}

async function heldAt(when: string, phase: string, who = 'held'): Promise<string> {
  const executionId = await submit(`${who}_${when}_${phase.replaceAll('-', '_')}`);
  for (const deadline = Date.now() + 30_000; !existsSync(join(holds, executionId)); await sleep(10)) {
    if (Date.now() > deadline) throw new Error(`${executionId} did not come to ${phase}:\n${runtime.logs}`);
  }
  return executionId;
}

const keptNow = () => Kept.of(api, session.tenant_id, data);

/** What is kept, when it is as wanted or does not become so any more: bytes go after the commit that says so. */
async function keptInTheEnd(wanted: { blobs: string[] }): Promise<Kept> {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; await sleep(50)) {
    if ((await keptNow()).blobs.join() === wanted.blobs.join()) break;
  }
  return keptNow();
}

async function registered(mashId: string): Promise<number> {
  const query = { query_type: 'data_mash.get', realm: 'insights', tenant_id: session.tenant_id };
  return (await api.post<Problem>('/query/submit', { ...query, payload: { mash_id: mashId } })).status;
}

const artifactIn = (events: ExecutionEvent[]): string | undefined =>
  events
    .filter(({ type }) => type === 'artifact.created')
    .map(({ data: made }) => made['artifact_id'] as string)
    .at(-1);

beforeAll(async () => {
  port = String(await freePort());
  await startRuntime(HOLDING);
  api = new PlaneClient(`${runtime.url}/api`);
  session = await api.session();
  refs = await Promise.all(['orders-2025.csv', 'customers.csv', 'currencies.csv'].map(takenIn));
  undisturbed = (await api.ended(await submit('sales'))).result as CreateDataMashOutput;
});
afterAll(() => runtime.kill());

describe('a mash that is cancelled', () => {
  let before: Kept;
  const cancelled = new Map<string, { execution: Execution; events: ExecutionEvent[] }>();

  beforeAll(async () => {
    before = await keptNow();
    const all = MOMENTS.map(async ({ when, phase }) => {
      const executionId = await heldAt(when, phase);
      await api.post(`/execution/${executionId}/cancel`, {});
      const execution = await api.ended(executionId);
      cancelled.set(`${when} ${phase}`, { execution, events: await api.events(executionId) });
    });
    await Promise.all(all);
  });

  it.each(MOMENTS)('leaves nothing but its log: $when the work of $phase', async ({ when, phase }) => {
    const { execution, events } = cancelled.get(`${when} ${phase}`)!;
    const artifactId = artifactIn(events);

    expect(execution).toMatchObject({ status: 'cancelled', residual_effects: [] });
    expect(events.at(-1)?.type).toBe('execution.cancelled');
    expect(events.find(({ type }) => type === 'execution.cancel_requested')).toBeDefined();
    // It was in that phase, and came to none after it.
    const started = events.filter(({ type }) => type === 'step.started').map(({ data: { step } }) => step);
    expect(started).toEqual(PHASES.slice(0, PHASES.indexOf(phase) + 1));
    if (phase === 'register') expect(artifactId).toBeDefined();
    if (artifactId === undefined) return;
    expect(await registered(artifactId)).toBe(404);
    expect(await api.get(`/artifact/${artifactId}`)).toMatchObject({ status: 404 });
  });

  it('leaves neither artifacts nor bytes, whatever its phase', async () => {
    expect(await keptInTheEnd(before)).toEqual(before);
  });

  it('and that does not take back what it has made is noticed', async () => {
    const executionId = await heldAt('after', 'register', 'forgetful');
    await api.post(`/execution/${executionId}/cancel`, {});
    await api.ended(executionId);
    const left = artifactIn(await api.events(executionId))!;
    const after = await keptNow();

    expect(await registered(left)).toBe(200);
    expect(after).toEqual({
      artifacts: [...before.artifacts, { artifact_id: left, kind: 'data_product' }],
      blobs: [...before.blobs, left].toSorted(),
    });
  });
});

describe('a mash whose Runtime is killed', () => {
  let before: Kept;
  let ids: string[];

  beforeAll(async () => {
    before = await keptNow();
    // One kill meets a mash in every phase.
    ids = await Promise.all(KILLED.map(({ when, phase }) => heldAt(when, phase)));
    await runtime.kill();
    // What the dead one had written and nobody knows of is not to wait for ten minutes here.
    await startRuntime({ ...HOLDING, ARTIFACT_STAGED_TTL_MS: '1000' });
  });

  it.each(KILLED.map((moment, nth) => ({ ...moment, nth })))(
    'goes on to the same bytes: $when the work of $phase',
    async ({ phase, nth }) => {
      const { status, result } = await api.ended(ids[nth]!);
      const events = await api.events(ids[nth]!);
      const { sha256, rows, model, quality, mash_id } = result as CreateDataMashOutput;

      expect({ status, sha256, rows, model, quality }).toEqual({
        status: 'succeeded',
        sha256: undisturbed.sha256,
        rows: undisturbed.rows,
        model: undisturbed.model,
        quality: undisturbed.quality,
      });
      expect(await registered(mash_id)).toBe(200);
      // It died in that phase, and in that one alone.
      const uncertain = events.filter(({ type }) => type === 'step.uncertain').map(({ data: { step } }) => step);
      expect(uncertain).toEqual([phase]);
    },
  );

  it('keeps one data product each, and none of what it had made before', async () => {
    const results = (await Promise.all(ids.map((id) => api.ended(id)))).map(({ result }) => result);
    const products = results.map((result) => (result as CreateDataMashOutput).mash_id);
    const wanted = { blobs: [...before.blobs, ...products].toSorted() };
    const after = await keptInTheEnd(wanted);

    expect(after.blobs).toEqual(wanted.blobs);
    expect(after.artifacts.map(({ artifact_id }) => artifact_id)).toEqual(
      [...before.artifacts.map(({ artifact_id }) => artifact_id), ...products].toSorted(),
    );
  });
});

/** Where the bytes have their name and no row knows of them; the long run dies at every commit there is. */
const POINTS = LONG ? ['blob.synced', 'blob.named', 'batch.before-commit', 'batch.committed'] : ['blob.named'];
const MOST_COMMITS = 60;

describe('a mash whose Runtime dies while it writes', () => {
  const SWEEPING = { ARTIFACT_STAGED_TTL_MS: '1000' };

  /** Whether it died of it while there was a mash. */
  async function diesAt(point: string, nth: number): Promise<boolean> {
    const key = { 'idempotency-key': `${point}-${nth}` };
    const fault = {
      FAULT_POINTS: `${point}:${nth}`,
      FAULT_MODE: 'kill',
      FAULT_FILE: join(holds, `${point}-${nth}`),
    };
    await runtime.kill();
    const before = blobsIn(data);
    const isUp = await startRuntime({ NODE_OPTIONS: preloaded('./preloads/faults.mjs'), ...fault, ...SWEEPING }).then(
      () => true,
      () => false,
    );
    const accepted = isUp ? await submit('sales', key).catch(() => undefined) : undefined;
    if (accepted !== undefined && (await api.ended(accepted).catch(() => undefined)) !== undefined) return false;
    expect(runtime.isRunning).toBe(false);
    await startRuntime(SWEEPING);
    if (!isUp) return false;
    // Who was not answered asks again.
    const { status, result } = await api.ended(accepted ?? (await submit('sales', key)));
    const { sha256, mash_id } = result as CreateDataMashOutput;
    expect({ nth, status, sha256 }).toEqual({ nth, status: 'succeeded', sha256: undisturbed.sha256 });
    const wanted = { blobs: [...before, mash_id].toSorted() };
    expect(await keptInTheEnd(wanted)).toMatchObject(wanted);
    return true;
  }

  it.each(POINTS)(
    'goes on to the same bytes and leaves no others: %s',
    async (point) => {
      const deaths: number[] = [];
      for (let nth = 1; nth <= (point.startsWith('batch') ? MOST_COMMITS : 1); nth += 1) {
        if (await diesAt(point, nth)) deaths.push(nth);
        else if (deaths.length > 0) break;
      }
      print('interrupted mashes', `died at ${point} ${deaths.join(', ')}`);
      expect(deaths.length).toBeGreaterThanOrEqual(point.startsWith('batch') ? PHASES.length : 1);
    },
    900_000,
  );
});
