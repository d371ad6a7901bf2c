import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution, Session } from '@app/intent-contracts';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { chaosRuntime } from './chaos-runtime.js';
import { ExecutionLog } from './execution-log.js';
import { answered, insist } from './insist.js';
import { keepAlive } from './keep-alive.js';
import { LedgerServer } from './ledger.js';
import { Random } from './random.js';
import type { PlannedStep, Stage } from './trip-plan.js';

const LONG = process.env['npm_lifecycle_event'] === 'test:chaos';
const GOOD = LONG ? 1_000 : 30;
/** How often in a row a run may end with the process before an execution is not run any more. */
const POISON_DEATHS = 5;
const TENANT = 'acme';
const PATIENCE = 240_000;

let runtime: PlaneProcess;
let ledger: LedgerServer;
let stop: AbortController;

afterEach(async () => {
  stop.abort();
  await runtime.kill();
  await ledger.close();
});

/** Takes a trip whose client asks until it is answered. */
async function take(client: PlaneClient, session: Session, id: string, stages: Stage[]): Promise<string> {
  const answer = await insist(
    () =>
      client.submit(
        {
          intent_type: 'trips.take',
          realm: 'trips',
          session_id: session.session_id,
          tenant_id: TENANT,
          payload: { trip_id: id, stages },
        },
        { 'idempotency-key': id },
      ),
    { random: new Random(1), deadline: Date.now() + PATIENCE },
  );
  if (answer?.status !== 202) throw new Error(`Not accepted: ${answer?.status} ${answer?.text}`);
  return answer.body.execution_id;
}

async function until(client: PlaneClient, id: string, wanted: (row: Execution) => boolean): Promise<Execution> {
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await sleep(100)) {
    const answer = await answered(client.status(id));
    if (answer?.status === 200 && wanted(answer.body)) return answer.body;
  }
  throw new Error(`${id} is still not as wanted. Runtime's log ends:\n${runtime.logs.slice(-3_000)}`);
}

const step = (name: string, more: Partial<PlannedStep> = {}): PlannedStep => ({
  kind: 'step',
  name,
  delay: 20,
  ...more,
});

describe('a handler that takes the process with it (S18)', () => {
  const misdeeds = [
    ['aborts the process', 'abort', {}],
    // Nobody answers a heartbeat from within an endless loop: the process ends itself when that has lasted a lease.
    ['never gives the event loop back', 'loop', { LEASE_MS: '2000' }],
    ['uses up the memory', 'exhaust', { NODE_OPTIONS: '--max-old-space-size=192' }],
  ] as const;

  // Each dies six times: of the others the short run knows from elsewhere that Runtime survives its death.
  it.each(misdeeds.filter(([, misdeed]) => LONG || misdeed === 'loop'))(
    'that %s is paused as poison, and everybody else gets through',
    async (_what, misdeed, env) => {
      stop = new AbortController();
      ledger = await LedgerServer.listen();
      runtime = await chaosRuntime(ledger, env);
      const living = keepAlive(runtime, stop.signal, 6 * POISON_DEATHS);
      living.catch(() => undefined);
      const client = new PlaneClient(`${runtime.url}/api`);
      const opened = await insist(
        () => client.post<{ session: Session }>('/session/create', { tenant_id: TENANT, user_id: 'ann' }),
        {
          random: new Random(1),
          deadline: Date.now() + PATIENCE,
        },
      );
      const { session } = opened!.body;
      const good: Promise<string>[] = [];
      for (let number = 0; number < GOOD / 2; number += 1) {
        good.push(take(client, session, `early-${number}`, [step('one'), step('two'), step('three')]));
      }
      await Promise.all(good);
      const poison = await take(client, session, 'poison', [step('one'), step('two', { misdeed })]);
      for (let number = good.length; number < GOOD; number += 1) {
        good.push(take(client, session, `late-${number}`, [step('one'), step('two'), step('three')]));
      }
      const paused = await until(client, poison, ({ status }) => status === 'paused');
      for (const id of await Promise.all(good)) {
        const { status } = await until(client, id, ({ done }) => done || paused.done);
        expect(status).toBe('succeeded');
      }
      const log = new ExecutionLog(await client.events(poison));

      expect(paused).toMatchObject({ pause_reason: 'poison', error: { code: 'POISON' } });
      // It was given up after as many deaths, and what came before it stands.
      expect(log.attempts('do', 'two').length).toBeLessThanOrEqual(POISON_DEATHS + 1);
      expect(log.succeeded('do', 'one')).toBe(true);
      expect(ledger.of(poison).map(({ step: name }) => name)).not.toContain('two');
    },
    PATIENCE * 2,
  );
});
