import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Session } from '@app/intent-contracts';
import { check } from '../chaos/checker.js';
import { ExecutionLog } from '../chaos/execution-log.js';
import type { History, IntentRecord } from '../chaos/history.js';
import { LedgerServer } from '../chaos/ledger.js';
import { freePort } from '../processes/free-port.js';
import { placeOrder } from '../processes/intents.js';
import { PlaneClient } from '../processes/plane-client.js';
import { PlaneProcess } from '../processes/plane-process.js';
import { experienceProcess, ROOT, runtimeProcess } from '../processes/planes.js';
import { serverSentEvents } from '../processes/server-sent-events.js';

const ORDERS_EACH = 60;
const WAITING_EACH = 10;

let ledger: LedgerServer;
let runtime: PlaneProcess;
let direct: PlaneClient;
const experiences: PlaneProcess[] = [];

beforeAll(async () => {
  ledger = await LedgerServer.listen();
  runtime = await runtimeProcess({ ORDERS_LEDGER_URL: ledger.url });
  await runtime.start();
  direct = new PlaneClient(`${runtime.url}/api`);
});

beforeEach(() => {
  ledger.calls.length = 0;
});

afterAll(async () => {
  await Promise.all([runtime, ...experiences].map((plane) => plane.kill()));
  await ledger.close();
});

async function keepingExperience(): Promise<PlaneProcess> {
  const port = String(await freePort());
  return new PlaneProcess({
    name: 'the Experience that keeps intents to itself',
    entry: join(ROOT, 'test/planes/twins/keeping-experience.mjs'),
    url: `http://127.0.0.1:${port}`,
    cwd: ROOT,
    env: { EXPERIENCE_PORT: port, RUNTIME_URL: runtime.url },
  });
}

interface Orders {
  answered: IntentRecord[];
  /** Still waiting for the end of their execution: the kill cuts them off, and they never learn what became of it. */
  cutOff: Promise<IntentRecord[]>;
}

/** Submits through the Experience: most without waiting for the end, some with it. */
async function orderThrough(experience: PlaneProcess, session: Session): Promise<Orders> {
  const client = new PlaneClient(`${experience.url}/v1`);
  const send = async (index: number, headers: Record<string, string>): Promise<IntentRecord> => {
    const order = `${session.session_id}-${index}`;
    const intent = placeOrder(session, { order_id: order });
    const record = { order_id: order, session_id: session.session_id, idempotency_key: order };
    for (let sent = 1; ; sent += 1) {
      const answer = await client.submit(intent, { 'idempotency-key': order, ...headers }).catch(() => undefined);
      if (answer?.status === 202) return { ...record, sent, acknowledged: [answer.body.execution_id] };
      // A machine that is too busy says 503 and when to come back; a connection that is cut says nothing more.
      if (answer?.status !== 503) return { ...record, sent, acknowledged: [] };
      await sleep(1_000);
    }
  };
  const cutOff = Promise.all(
    Array.from({ length: WAITING_EACH }, (_, index) => send(ORDERS_EACH + index, { prefer: 'wait=30' })),
  );
  const answered = await Promise.all(Array.from({ length: ORDERS_EACH }, (_, index) => send(index, {})));
  return { answered, cutOff };
}

function followUntilCutOff(experience: PlaneProcess, executionId: string): Promise<string[]> {
  const seen: string[] = [];
  const follow = async () => {
    for await (const { event } of serverSentEvents(`${experience.url}/v1/execution/${executionId}/events`)) {
      seen.push(event ?? '');
    }
  };
  return follow().then(
    () => seen,
    () => seen,
  );
}

/** Lets customers order through the Experiences, kills these in the middle, and collects what came of the orders. */
async function killInTheMiddle(pair: PlaneProcess[]): Promise<History & { inFlight: number }> {
  experiences.push(...pair);
  await Promise.all(pair.map((experience) => experience.start()));
  // However long the ordering takes, no order gets beyond its first step before the kill.
  const resume = ledger.pause();
  const sessions = await Promise.all(pair.map((_, index) => direct.session('acme', `customer-${index}`)));
  const orders = await Promise.all(pair.map((experience, index) => orderThrough(experience, sessions[index]!)));
  const followed = pair.map((experience, index) =>
    followUntilCutOff(experience, orders[index]?.answered[0]?.acknowledged[0] ?? ''),
  );
  await sleep(150);

  const before = (await Promise.all(sessions.map(({ session_id }) => executionsOf(session_id)))).flat();
  await Promise.all(pair.map((experience) => experience.kill()));
  resume();

  const intents = (
    await Promise.all(orders.map(async ({ answered, cutOff }) => [...answered, ...(await cutOff)]))
  ).flat();
  await Promise.all(followed);
  const rows = (await Promise.all(sessions.map(({ session_id }) => executionsOf(session_id)))).flat();
  const executions = await Promise.all(rows.map(({ execution_id }) => direct.ended(execution_id)));
  const events = await Promise.all(
    executions.map(async ({ execution_id }) => [execution_id, await direct.events(execution_id)] as const),
  );
  return {
    intents,
    ledger: [...ledger.calls],
    executions,
    events: new Map(events),
    inFlight: before.filter(({ done }) => !done).length,
  };
}

function executionsOf(session: string) {
  return direct.executions({ tenant_id: 'acme', session_id: session });
}

/** P4: executions whose outcome or course shows that an Experience died. */
function disturbed({ executions, events }: History): string[] {
  return executions.flatMap(({ execution_id, status }) => {
    const log = new ExecutionLog(events.get(execution_id) ?? []);
    const again = log.steps.filter((step) => log.attempts('do', step).length > 1);
    return [
      ...(status === 'succeeded' ? [] : [`${execution_id} ended as ${status}`]),
      ...again.map((step) => `${execution_id} had to repeat ${step}`),
      ...(log.of('execution.started').length === 1 ? [] : [`${execution_id} did not start exactly once`]),
    ];
  });
}

describe('P4: killing every Experience in the middle of executions', () => {
  it('restarts nothing in Runtime and changes the outcome of no execution', async () => {
    const { pid } = runtime;
    const pair = await Promise.all([experienceProcess(runtime.url), experienceProcess(runtime.url)]);

    const { inFlight, ...history } = await killInTheMiddle(pair);

    expect(inFlight).toBeGreaterThanOrEqual(2 * ORDERS_EACH);
    expect(runtime.isRunning && runtime.pid).toBe(pid);
    expect(check(history)).toEqual([]);
    expect(disturbed(history)).toEqual([]);
    expect(history.executions.length).toBeGreaterThanOrEqual(2 * ORDERS_EACH);
  });

  it('catches an Experience that keeps intents to itself', async () => {
    const pair = await Promise.all([keepingExperience(), keepingExperience()]);

    const history = await killInTheMiddle(pair);

    expect(check(history).map(({ invariant }) => invariant)).toContain('I1');
  });

  it('catches a Runtime that gives up what a dead Experience had asked for', async () => {
    const session = await direct.session();
    const given = await direct.accepted(placeOrder(session, { simulate: { fail_step: 'create-order' } }));
    const execution = await direct.ended(given.execution_id);
    const events = new Map([[given.execution_id, await direct.events(given.execution_id)]]);

    // As far as its outcome tells, an execution that was turned back under way.
    expect(disturbed({ intents: [], ledger: [], executions: [execution], events })).toEqual([
      `${given.execution_id} ended as compensated`,
    ]);
  });
});
