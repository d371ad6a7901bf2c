import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bringToAnEnd } from '../testing/simulation/ending.js';
import { check } from '../testing/simulation/checker.js';
import type { Submission } from '../testing/simulation/history.js';
import { PLAIN_STEP } from '../testing/simulation/program-handler.js';
import { drawProfile } from '../testing/simulation/profile.js';
import { Random } from '../testing/simulation/random.js';
import { SimulatedDatabase } from '../testing/simulation/simulated-database.js';
import { Simulation } from '../testing/simulation/simulation.js';

const steps = (...names: string[]) => names.map((name) => ({ ...PLAIN_STEP, name }));

describe('a store that fails in the worst moment', () => {
  let database: SimulatedDatabase;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await SimulatedDatabase.open();
  });

  afterAll(() => Logger.overrideLogger(['log', 'warn', 'error']));

  async function begun(slots: number): Promise<Simulation> {
    database.clear();
    const sim = new Simulation(1, database, { ...drawProfile(new Random(1)), slots });
    for (let number = 1; number <= 3; number += 1) sim.script(number, steps('one', 'two', 'three'));
    await sim.begin();
    await settle(sim);
    return sim;
  }

  async function submit(sim: Simulation, more: Partial<Submission> = {}): Promise<Submission> {
    const number = sim.clients.submissions.length + 1;
    const submission: Submission = {
      number,
      tenantId: 'acme',
      key: `key ${number}`,
      bodyHash: 'body',
      concurrencyKey: undefined,
      sent: 0,
      acknowledged: [],
      refused: 0,
      ...more,
    };
    if (!sim.clients.submissions.some(({ key }) => key === submission.key)) sim.clients.submissions.push(submission);
    sim.clients.submit(sim.life, submission, undefined);
    await sim.rest();
    return submission;
  }

  async function commit(sim: Simulation): Promise<void> {
    sim.life.connection.commit();
    sim.life.connection.answer();
    await sim.rest();
  }

  /** Whether a batch is written or not, nobody knows what became of it. */
  async function fail(sim: Simulation, { written }: { written: boolean }): Promise<void> {
    sim.disturb(sim.life);
    if (written) sim.life.connection.commit();
    sim.life.connection.fail();
    await sim.rest();
  }

  async function settle(sim: Simulation): Promise<void> {
    while (sim.life.connection.state !== 'idle') await commit(sim);
  }

  const answer = async (sim: Simulation): Promise<void> => {
    for (const effect of sim.effects.answerable()) sim.effects.answer(effect);
    await sim.rest();
  };

  const statuses = (): string[] => database.rows().map(({ status }) => status);

  it('a log has no hole when one of its writes fails and the next is on its way already (S1)', async () => {
    const sim = await begun(1);
    await submit(sim);
    await commit(sim);
    await commit(sim);
    await answer(sim);
    const [row] = database.rows();
    sim.clients.signal(sim.life, row!.executionId, 'go', 'sig-1');
    await sim.rest();
    await fail(sim, { written: false });
    await bringToAnEnd(sim);
    expect(check(sim.history())).toEqual([]);
    expect(statuses()).toEqual(['succeeded']);
  });

  it('an intent that is accepted without a slot is begun although the answer was lost, and nobody asks again (S2)', async () => {
    const sim = await begun(1);
    await submit(sim);
    await settle(sim);
    await submit(sim);
    await fail(sim, { written: true });
    for (let turn = 0; turn < 30; turn += 1) {
      await answer(sim);
      await settle(sim);
      sim.time.advance();
      await sim.rest();
    }
    expect(statuses()).toEqual(['succeeded', 'succeeded']);
  });

  it('an execution whose claim was made although the answer was lost is begun (S17)', async () => {
    const sim = await begun(1);
    await submit(sim, { concurrencyKey: 'k' });
    await commit(sim);
    expect(sim.life.connection.told).toBe('claimReady');
    await fail(sim, { written: true });
    await bringToAnEnd(sim);
    expect(statuses()).toEqual(['succeeded']);
  });

  it('one that waits for its key is not begun because a command to it could not be written (S19)', async () => {
    const sim = await begun(2);
    await submit(sim, { concurrencyKey: 'k' });
    await submit(sim, { concurrencyKey: 'k' });
    await settle(sim);
    const held = database.rows()[1]!;
    expect(held.status).toBe('queued');
    sim.clients.signal(sim.life, held.executionId, 'go', 'sig-1');
    await sim.rest();
    await commit(sim);
    await fail(sim, { written: true });
    for (let turn = 0; turn < 5; turn += 1) {
      sim.time.advance();
      await sim.rest();
      await settle(sim);
    }
    expect(statuses()).toEqual(['running', 'queued']);
    await bringToAnEnd(sim);
    expect(check(sim.history())).toEqual([]);
  });

  it('when the answer to an end is lost the next of its key is begun all the same (S19)', async () => {
    const sim = await begun(2);
    for (const number of [1, 2]) sim.script(number, steps('only'));
    await submit(sim, { concurrencyKey: 'k' });
    await submit(sim, { concurrencyKey: 'k' });
    await settle(sim);
    await answer(sim);
    await fail(sim, { written: true });
    for (let turn = 0; turn < 5; turn += 1) {
      sim.time.advance();
      await sim.rest();
      await settle(sim);
    }
    expect(statuses()).toEqual(['succeeded', 'running']);
  });

  it('a slot that was promised to a repeated submit goes to whoever waits for one (S19)', async () => {
    const sim = await begun(1);
    sim.script(1, [{ kind: 'sleep', name: 'nap', delay: 50 }]);
    const first = await submit(sim);
    await settle(sim);
    expect(statuses()).toEqual(['waiting']);
    await submit(sim, first);
    sim.time.advance();
    await sim.rest();
    await settle(sim);
    expect(statuses()).toEqual(['succeeded']);
  });

  it('a retry that finds the execution ended is refused, and does not ask for ever (S13)', async () => {
    const sim = await begun(1);
    await submit(sim);
    await settle(sim);
    const { executionId } = database.rows()[0]!;
    sim.clients.pause(sim.life, executionId);
    await sim.rest();
    await settle(sim);
    await answer(sim);
    await settle(sim);
    expect(statuses()).toEqual(['paused']);
    sim.clients.terminate(sim.life, executionId);
    sim.clients.retry(sim.life, executionId);
    await sim.rest();
    await settle(sim);
    expect(sim.clients.commands.at(-1)!.refusal).toBe('TRANSITION_NOT_ALLOWED');
    expect(statuses()).toEqual(['terminated']);
  });

  it('after a failed write a step is not tried again while its attempt is still running and has its grace (S9)', async () => {
    const sim = await begun(1);
    sim.script(1, [{ ...PLAIN_STEP, name: 'slow', onAbort: 'goes on' }]);
    await submit(sim);
    await settle(sim);
    await sim.rest();
    const { executionId } = database.rows()[0]!;
    sim.clients.signal(sim.life, executionId, 'go', 'sig-1');
    await sim.rest();
    const [first] = sim.effects.calls;
    await fail(sim, { written: false });
    while (sim.effects.calls.length < 2) {
      sim.time.advance();
      await sim.rest();
      await settle(sim);
    }
    expect(sim.effects.calls[1]!.at - first!.at).toBeGreaterThanOrEqual(5_000);
  });

  it('a suspect that cannot be read at the start is tried until it can, and the process lives (S18)', async () => {
    const sim = await begun(1);
    await submit(sim);
    await settle(sim);
    for (let crashes = 0; crashes < 4; crashes += 1) {
      sim.kill(sim.life);
      await sim.begin();
      if (crashes === 3) sim.life.connection.failReads(1);
      await settle(sim);
    }
    await bringToAnEnd(sim);
    expect(statuses()).toEqual(['succeeded']);
  });

  it('a command to a process that is stopping is recorded, and carried out by the next one', async () => {
    const sim = await begun(1);
    await submit(sim);
    await settle(sim);
    const { executionId } = database.rows()[0]!;
    sim.clients.pause(sim.life, executionId);
    await sim.rest();
    await settle(sim);
    await answer(sim);
    await settle(sim);
    sim.life.stop();
    sim.clients.resume(sim.life, executionId);
    await sim.rest();
    await settle(sim);
    expect(database.rows()[0]).toMatchObject({ status: 'running', owner: null });
    expect(sim.effects.calls).toHaveLength(1);
    await bringToAnEnd(sim);
    expect(statuses()).toEqual(['succeeded']);
  });
});
