import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bringToAnEnd } from '../testing/simulation/ending.js';
import { check } from '../testing/simulation/checker.js';
import { PLAIN_STEP } from '../testing/simulation/program-handler.js';
import { Scene } from '../testing/simulation/scene.js';
import { SimulatedDatabase } from '../testing/simulation/simulated-database.js';

const steps = (...names: string[]) => names.map((name) => ({ ...PLAIN_STEP, name }));

describe('a store that fails in the worst moment', () => {
  let database: SimulatedDatabase;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await SimulatedDatabase.open();
  });

  afterAll(() => Logger.overrideLogger(['log', 'warn', 'error']));

  async function begun(slots: number): Promise<Scene> {
    const scene = await Scene.open(database, slots);
    for (let number = 1; number <= 3; number += 1) scene.sim.script(number, steps('one', 'two', 'three'));
    return scene.begin();
  }

  /** The second of two is being claimed, now that the first has ended. */
  async function claiming(): Promise<Scene> {
    const scene = await begun(1);
    const { connection } = scene.sim.life;
    await scene.submit();
    await scene.commit();
    await scene.submit();
    while (connection.told !== 'claimReady') {
      if (connection.state === 'idle') await scene.answer();
      else await scene.commit();
    }
    expect(scene.statuses()).toEqual(['succeeded', 'queued']);
    return scene;
  }

  it('a log has no hole when one of its writes fails and the next is on its way already (S1)', async () => {
    const scene = await begun(1);
    const { sim } = scene;
    await scene.submit();
    await scene.commit();
    await scene.commit();
    await scene.answer();
    const [row] = database.rows();
    sim.clients.signal(sim.life, row!.executionId, 'go', 'sig-1');
    await sim.rest();
    await scene.fail({ written: false });
    await bringToAnEnd(scene.sim);
    expect(check(sim.history())).toEqual([]);
    expect(scene.statuses()).toEqual(['succeeded']);
  });

  it('an intent that is accepted without a slot is begun although the answer was lost, and nobody asks again (S2)', async () => {
    const scene = await begun(1);
    await scene.submit();
    await scene.settle();
    await scene.submit();
    await scene.fail({ written: true });
    for (let turn = 0; turn < 30; turn += 1) {
      await scene.answer();
      await scene.settle();
      await scene.time();
    }
    expect(scene.statuses()).toEqual(['succeeded', 'succeeded']);
  });

  it('an execution whose claim was made although the answer was lost is begun (S17)', async () => {
    const scene = await claiming();
    await scene.fail({ written: true });
    await bringToAnEnd(scene.sim);
    expect(scene.statuses()).toEqual(['succeeded', 'succeeded']);
  });

  it('a command that comes while such a claim is not known of is heard (S17)', async () => {
    const scene = await claiming();
    const { sim } = scene;
    await scene.fail({ written: true });
    sim.clients.signal(sim.life, database.rows()[1]!.executionId, 'go', 'sig-1');
    await sim.rest();
    // The queue looks for what it may have claimed while the command is at the store.
    await scene.time();
    for (let turn = 0; turn < 40 && sim.clients.commands[0]!.answer === undefined; turn += 1) {
      await sim.rest();
      if (sim.life.connection.state === 'idle') await scene.time();
      else await scene.commit();
    }
    expect(sim.clients.commands[0]!.answer).toMatchObject({ sequence: expect.any(Number) });
    await bringToAnEnd(sim);
    expect(scene.statuses()).toEqual(['succeeded', 'succeeded']);
  });

  /** Lets time pass, and the world and the store answer meanwhile. */
  async function inTime(scene: Scene): Promise<void> {
    for (let turn = 0; turn < 30; turn += 1) {
      await scene.time();
      await scene.settle();
      await scene.answer();
      await scene.settle();
    }
  }

  it('an intent whose commit is made long after it had failed is carried out all the same, without a restart (S2)', async () => {
    const scene = await begun(1);
    void scene.sim.life.strayRounds.lookUntilStopped();
    const intent = await scene.submit();
    await scene.fail({ written: false });
    await inTime(scene);
    expect(scene.statuses()).toEqual([]);
    await scene.commitLate();
    expect(scene.statuses()).toEqual(['running']);
    await inTime(scene);
    expect(scene.statuses()).toEqual(['succeeded']);
    await scene.submit(intent);
    await scene.settle();
    expect(check(scene.sim.history())).toEqual([]);
  });

  it('so is an execution whose claim is made late (S17)', async () => {
    const scene = await claiming();
    void scene.sim.life.strayRounds.lookUntilStopped();
    await scene.fail({ written: false });
    // The queue has looked for what it may have claimed, and is about to claim again.
    await scene.time();
    expect(scene.sim.life.connection.told).toBe('claimReady');
    await scene.commitLate();
    await scene.settle();
    expect(scene.statuses()).toEqual(['succeeded', 'queued']);
    await inTime(scene);
    expect(scene.statuses()).toEqual(['succeeded', 'succeeded']);
    expect(check(scene.sim.history())).toEqual([]);
  });

  it.each([1, 2])(
    'an intent is carried out once although its acceptance is told of late, after %i looks for what is held here (S2)',
    async (looks) => {
      const scene = await begun(1);
      const { engine, connection } = scene.sim.life;
      // What needs no undo is called at once, whatever becomes of the write that says so.
      scene.sim.script(1, [{ ...PLAIN_STEP, name: 'only', undo: 'none' }]);
      await scene.submit();
      connection.commit();
      for (let look = 0; look < looks; look += 1) await engine.strays.look();
      // After two looks it is about to be claimed again when its acceptance is told of.
      await scene.time();
      connection.answer();
      await scene.sim.rest();
      await inTime(scene);
      expect(database.rows()).toMatchObject([{ status: 'succeeded', fence: looks }]);
      expect(scene.sim.effects.calls).toHaveLength(1);
      expect(check(scene.sim.history())).toEqual([]);
    },
  );

  it('one that waits for its key is not begun because a command to it could not be written (S19)', async () => {
    const scene = await begun(2);
    const { sim } = scene;
    await scene.submit({ concurrencyKey: 'k' });
    await scene.submit({ concurrencyKey: 'k' });
    await scene.settle();
    const held = database.rows()[1]!;
    expect(held.status).toBe('queued');
    sim.clients.signal(sim.life, held.executionId, 'go', 'sig-1');
    await sim.rest();
    await scene.commit();
    await scene.fail({ written: true });
    for (let turn = 0; turn < 5; turn += 1) {
      await scene.time();
      await scene.settle();
    }
    expect(scene.statuses()).toEqual(['running', 'queued']);
    await bringToAnEnd(scene.sim);
    expect(check(sim.history())).toEqual([]);
  });

  it('one that has to wait for its key is nobody’s until it is its turn, although a slot was free for it (S19)', async () => {
    const scene = await begun(2);
    await scene.submit({ concurrencyKey: 'k' });
    await scene.submit({ concurrencyKey: 'k' });
    await scene.settle();
    expect(database.rows()).toMatchObject([
      { status: 'running', owner: expect.any(String) },
      { status: 'queued', owner: null, fence: 0, runs: 0 },
    ]);
    await bringToAnEnd(scene.sim);
    expect(scene.statuses()).toEqual(['succeeded', 'succeeded']);
    expect(check(scene.sim.history())).toEqual([]);
  });

  it.each([true, false])(
    'one that may have to wait for its key is begun when its turn comes although the answer was lost, written: %s (S19)',
    async (written) => {
      const scene = await begun(2);
      await scene.submit({ concurrencyKey: 'k' });
      await scene.settle();
      await scene.submit({ concurrencyKey: 'k' });
      await scene.fail({ written });
      await scene.settle();
      expect(scene.statuses()).toEqual(written ? ['running', 'queued'] : ['running']);
      await bringToAnEnd(scene.sim);
      expect(scene.statuses()).toEqual(['succeeded', 'succeeded']);
      expect(check(scene.sim.history())).toEqual([]);
    },
  );

  it('when the answer to an end is lost the next of its key is begun all the same (S19)', async () => {
    const scene = await begun(2);
    const { sim } = scene;
    for (const number of [1, 2]) sim.script(number, steps('only'));
    await scene.submit({ concurrencyKey: 'k' });
    await scene.submit({ concurrencyKey: 'k' });
    await scene.settle();
    await scene.answer();
    await scene.fail({ written: true });
    for (let turn = 0; turn < 5; turn += 1) {
      await scene.time();
      await scene.settle();
    }
    expect(scene.statuses()).toEqual(['succeeded', 'running']);
  });

  it('a slot that was promised to a repeated submit goes to whoever waits for one (S19)', async () => {
    const scene = await begun(1);
    const { sim } = scene;
    sim.script(1, [{ kind: 'sleep', name: 'nap', delay: 50 }]);
    const first = await scene.submit();
    await scene.settle();
    expect(scene.statuses()).toEqual(['waiting']);
    await scene.submit(first);
    await scene.time();
    await scene.settle();
    expect(scene.statuses()).toEqual(['succeeded']);
  });

  it('a retry that finds the execution ended is refused, and does not ask for ever (S13)', async () => {
    const scene = await begun(1);
    const { sim } = scene;
    await scene.submit();
    await scene.settle();
    const { executionId } = database.rows()[0]!;
    sim.clients.pause(sim.life, executionId);
    await sim.rest();
    await scene.settle();
    await scene.answer();
    await scene.settle();
    expect(scene.statuses()).toEqual(['paused']);
    sim.clients.terminate(sim.life, executionId);
    sim.clients.retry(sim.life, executionId);
    await sim.rest();
    await scene.settle();
    expect(sim.clients.commands.at(-1)!.refusal).toBe('TRANSITION_NOT_ALLOWED');
    expect(scene.statuses()).toEqual(['terminated']);
  });

  it('after a failed write a step is not tried again while its attempt is still running and has its grace (S9)', async () => {
    const scene = await begun(1);
    const { sim } = scene;
    sim.script(1, [{ ...PLAIN_STEP, name: 'slow', onAbort: 'goes on' }]);
    await scene.submit();
    await scene.settle();
    await sim.rest();
    const { executionId } = database.rows()[0]!;
    sim.clients.signal(sim.life, executionId, 'go', 'sig-1');
    await sim.rest();
    const [first] = sim.effects.calls;
    await scene.fail({ written: false });
    while (sim.effects.calls.length < 2) {
      await scene.time();
      await scene.settle();
    }
    expect(sim.effects.calls[1]!.at - first!.at).toBeGreaterThanOrEqual(5_000);
  });

  it('a suspect that cannot be read at the start is tried until it can, and the process lives (S18)', async () => {
    const scene = await begun(1);
    const { sim } = scene;
    await scene.submit();
    await scene.settle();
    for (let crashes = 0; crashes < 4; crashes += 1) {
      sim.kill(sim.life);
      await sim.begin();
      if (crashes === 3) sim.life.connection.failReads(1);
      await scene.settle();
    }
    await bringToAnEnd(scene.sim);
    expect(scene.statuses()).toEqual(['succeeded']);
  });

  it('a command to a process that is stopping is recorded, and carried out by the next one', async () => {
    const scene = await begun(1);
    const { sim } = scene;
    await scene.submit();
    await scene.settle();
    const { executionId } = database.rows()[0]!;
    sim.clients.pause(sim.life, executionId);
    await sim.rest();
    await scene.settle();
    await scene.answer();
    await scene.settle();
    sim.life.stop();
    sim.clients.resume(sim.life, executionId);
    await sim.rest();
    await scene.settle();
    expect(database.rows()[0]).toMatchObject({ status: 'running', owner: null });
    expect(sim.effects.calls).toHaveLength(1);
    await bringToAnEnd(scene.sim);
    expect(scene.statuses()).toEqual(['succeeded']);
  });
});
