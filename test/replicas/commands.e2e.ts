import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution, Problem, Session } from '@app/intent-contracts';
import { LedgerServer } from '../chaos/ledger.js';
import { chaosRuntime } from '../chaos/chaos-runtime.js';
import type { Stage } from '../chaos/trip-plan.js';
import { PostgresServer } from '../postgres/postgres-server.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { START } from './scene.js';
import { step, takeTrip } from './trips.js';

const DATABASE = 'commands';
/** So long that who holds an execution shows, and that nothing is taken over because of it. */
const HOLDERS_LEASE = 120_000;
const SETTLED = 6_000;

let postgres: PostgresServer;
let ledger: LedgerServer;
let holding: PlaneProcess;
let asked: PlaneProcess;
let holder: PlaneClient;
let other: PlaneClient;
let session: Session;

beforeAll(async () => {
  postgres = await PostgresServer.start();
  ledger = await LedgerServer.listen();
  const DATABASE_URL = await postgres.createDatabase(DATABASE);
  holding = await chaosRuntime(ledger, { DATABASE_URL, LEASE_MS: String(HOLDERS_LEASE) });
  asked = await chaosRuntime(ledger, { DATABASE_URL });
  await Promise.all([holding.start(START), asked.start(START)]);
  holder = new PlaneClient(`${holding.url}/api`);
  other = new PlaneClient(`${asked.url}/api`);
  session = await other.session();
});

afterAll(async () => {
  await Promise.all([holding.kill(), asked.kill()]);
  await ledger.close();
});

/** Takes a trip that the one replica holds, and not the one that is asked. */
async function heldTrip(stages: Stage[]): Promise<string> {
  for (;;) {
    const id = await takeTrip(holder, session, stages);
    const held = await postgres.query(
      `SELECT FROM executions JOIN replicas ON owner = replica_id
       WHERE execution_id = '${id}' AND lease_until > clock_timestamp() + interval '${HOLDERS_LEASE / 2} milliseconds'`,
      { database: DATABASE },
    );
    if (held.length === 1) return id;
    await holder.ended(id);
  }
}

const types = async (id: string): Promise<string[]> => (await other.events(id)).map(({ type }) => type);
const times = async (id: string, type: string): Promise<number> =>
  (await types(id)).filter((logged) => logged === type).length;
const tell = (client: PlaneClient, id: string, command: string, body: object = {}) =>
  client.post<Execution>(`/execution/${id}/${command}`, body);

describe('a command to the replica that does not hold the execution', () => {
  it('cancels it where it is held, once, however often it is asked', async () => {
    const id = await heldTrip([step('first'), step('second', 1_500)]);
    const answers = await Promise.all([
      tell(other, id, 'cancel'),
      tell(other, id, 'cancel'),
      tell(holder, id, 'cancel'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    await expect(other.ended(id)).resolves.toMatchObject({ status: 'cancelled' });
    await expect(times(id, 'execution.cancel_requested')).resolves.toBe(1);
  });

  it('pauses it where it is held, and has it go on', async () => {
    const id = await heldTrip([step('first', 500), step('second', 200)]);
    await expect(tell(other, id, 'pause')).resolves.toMatchObject({ status: 202 });
    await other.until(id, ({ status }) => status === 'paused');
    await expect(tell(other, id, 'resume')).resolves.toMatchObject({ status: 202 });
    await expect(other.ended(id)).resolves.toMatchObject({ status: 'succeeded' });
    await expect(times(id, 'execution.paused')).resolves.toBe(1);
    await expect(times(id, 'execution.resumed')).resolves.toBe(1);
  });

  it('signals it where it is held, once, however often it is sent', async () => {
    const id = await heldTrip([step('first', 1_000), { kind: 'signal', name: 'go' }]);
    const signal = { id: 'sig-1', payload: {} };
    const answers = await Promise.all([other, holder, other].map((client) => tell(client, id, 'signal/go', signal)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    await expect(other.ended(id)).resolves.toMatchObject({ status: 'succeeded', result: { heard: ['sig-1'] } });
    await expect(times(id, 'signal.received')).resolves.toBe(1);
  });

  it('is refused as it would be by the one that holds it', async () => {
    const id = await heldTrip([step('first', 1_500)]);
    const [there, here] = await Promise.all([holder, other].map((client) => tell(client, id, 'compensation/retry')));
    expect(here!.status).toBe(409);
    const { trace_id: _here, ...refusal } = here!.body as unknown as Problem;
    const { trace_id: _there, ...expected } = there!.body as unknown as Problem;
    expect(refusal).toEqual(expected);
    expect(refusal).toMatchObject({ code: 'TRANSITION_NOT_ALLOWED' });
    await expect(other.ended(id)).resolves.toMatchObject({ status: 'succeeded' });
  });

  it('takes effect once although the one that holds it dies before it has obeyed', async () => {
    const id = await heldTrip([step('first'), step('second', 60_000)]);
    await sleep(SETTLED);
    // It has the letter and does nothing about it any more.
    process.kill(holding.pid, 'SIGSTOP');
    const answer = tell(other, id, 'cancel');
    while ((await lettersTo(id)) === 0) await sleep(20);
    await holding.kill();

    await expect(answer).resolves.toMatchObject({ status: 202 });
    await expect(other.ended(id)).resolves.toMatchObject({ status: 'cancelled' });
    await expect(times(id, 'execution.cancel_requested')).resolves.toBe(1);
    expect(ledger.of(id).map(({ kind, step: name }) => `${kind} ${name}`)).toEqual(
      expect.arrayContaining(['do first', 'undo first']),
    );
    expect(ledger.of(id).filter(({ kind, step: name }) => kind === 'undo' && name === 'first')).toHaveLength(1);
  });
});

async function lettersTo(id: string): Promise<number> {
  const letters = await postgres.query(`SELECT FROM letters WHERE execution_id = '${id}' AND answer IS NULL`, {
    database: DATABASE,
  });
  return letters.length;
}
