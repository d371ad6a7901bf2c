import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '@app/intent-contracts';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { chaosRuntime } from './chaos-runtime.js';
import { LedgerServer } from './ledger.js';

const LONG = process.env['npm_lifecycle_event'] === 'test:chaos';
const BACKLOG = LONG ? 50_000 : 2_000;
/** Few, so that a backlog comes together. */
const SLOTS = LONG ? 64 : 16;
const STEP_MS = LONG ? 80 : 60;
const SUBMITTERS = 64;
const LIMIT_MS = 2_000;

let runtime: PlaneProcess;
let ledger: LedgerServer;
let client: PlaneClient;

beforeAll(async () => {
  ledger = await LedgerServer.listen();
  // Nobody looks at the effects here.
  runtime = await chaosRuntime(ledger, { TRIPS_LEDGER_URL: '', RUNTIME_CONCURRENCY: String(SLOTS) });
  await runtime.start({ within: 60_000 });
  client = new PlaneClient(`${runtime.url}/api`);
});

afterAll(async () => {
  await runtime.kill();
  await ledger.close();
});

function take(session: Session, id: string): Promise<string> {
  const stages = [{ kind: 'step', name: 'one', delay: STEP_MS }];
  return client
    .accepted({
      intent_type: 'trips.take',
      realm: 'trips',
      session_id: session.session_id,
      tenant_id: session.tenant_id,
      payload: { trip_id: id, stages },
    })
    .then(({ execution_id }) => execution_id);
}

/** Submits as fast as it is answered. */
async function flood(session: Session): Promise<string[]> {
  const ids: string[] = [];
  let sent = 0;
  const submitter = async () => {
    while (sent < BACKLOG) ids.push(await take(session, `big-${(sent += 1)}`));
  };
  await Promise.all(Array.from({ length: SUBMITTERS }, submitter));
  return ids;
}

async function startDelay(id: string): Promise<{ accepted: string; began: string; delay: number }> {
  const events = await client.events(id);
  const at = (type: string) => events.find((event) => event.type === type)!.time;
  const [accepted, started] = [at('execution.accepted'), at('execution.started')];
  return { accepted, began: started, delay: Date.parse(started) - Date.parse(accepted) };
}

describe('a tenant with much to do (S19)', () => {
  it(
    'does not keep another one’s execution from starting before its own backlog is worked off',
    async () => {
      const [big, small] = [await client.session('big'), await client.session('small')];
      let flooding = true;
      const flooded = flood(big).finally(() => (flooding = false));
      const mine: string[] = [];
      while (flooding) {
        mine.push(await take(small, `small-${mine.length}`));
        await sleep(LONG ? 1_000 : 200);
      }
      mine.push(await take(small, `small-${mine.length}`));
      const ids = await flooded;
      // The order of ids is the order of acceptance, and of one tenant the oldest goes first.
      const lastOfBacklog = ids.toSorted().at(-1)!;
      for (const id of [...mine, lastOfBacklog]) await client.ended(id, { within: 300_000 });
      const last = await startDelay(lastOfBacklog);
      const delays = await Promise.all(mine.map(startDelay));
      const sorted = delays.map(({ delay }) => delay).toSorted((a, b) => a - b);
      const p95 = sorted[Math.floor(sorted.length * 0.95)]!;
      process.stdout.write(
        `  fairness: ${BACKLOG} of one tenant, ${mine.length} of another: its start delay p95 ${p95} ms, the longest ${sorted.at(-1)} ms; the last of the backlog ${last.delay} ms\n`,
      );

      expect(mine.length).toBeGreaterThan(3);
      if (LONG) expect(p95).toBeLessThanOrEqual(LIMIT_MS);
      // Where intents come in more slowly than they are carried out there is no backlog to wait behind any more.
      const behind = delays.filter(({ accepted }) => accepted < last.began);
      expect(behind.length).toBeGreaterThan(3);
      expect(behind.every(({ began }) => began <= last.began)).toBe(true);
    },
    LONG ? 900_000 : 110_000,
  );
});
