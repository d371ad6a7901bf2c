import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Execution, ExecutionDetail, Problem, UndoPlan } from '@app/intent-contracts';
import type { PlaneClient } from '../processes/plane-client.js';
import { Stage } from './played.js';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.set();
});
afterEach(() => stage.world.atEase());
afterAll(() => stage.strike());

const DOORS: [string, string, () => PlaneClient][] = [
  ['Runtime', '/api', () => stage.planes.api],
  ['Experience', '/v1', () => stage.planes.v1],
];

describe.each(DOORS)('%s', (_plane, prefix, door) => {
  const command = <Body = Execution>(id: string, name: string, body?: unknown) =>
    door().post<Body>(`/execution/${id}/${name}`, body);
  const ended = (id: string) => door().ended(id);
  const isIn = (id: string, status: string) => door().until(id, (execution) => execution.status === status);
  const undoPlan = async (id: string) => (await door().get<UndoPlan>(`/execution/${id}/undo-plan`)).body;

  /** An execution whose undo of `pay` has failed for good. */
  async function parked(): Promise<string> {
    stage.world.answer('do post', 422);
    stage.world.answer('undo pay', 503);
    const id = await stage.begin([{ step: 'pack' }, { step: 'pay' }, { step: 'post' }]);
    await isIn(id, 'compensation_failed');
    return id;
  }

  describe('cancel', () => {
    it('stops steps that run side by side, and undoes all that began, the last first', async () => {
      const paying = stage.world.hold('do pay');
      const id = await stage.begin([{ step: 'pack' }, { together: [{ step: 'pay' }, { step: 'label' }] }]);
      await paying.told;
      await door().until(id, ({ progress }) => progress.completed_steps === 2);
      const told = await command(id, 'cancel', { reason: 'Ordered twice.' });
      const execution = await ended(id);

      expect(told).toMatchObject({ status: 202, body: { execution_id: id } });
      expect(execution).toMatchObject({ status: 'cancelled', error: { code: 'CANCELLED' }, residual_effects: [] });
      expect(execution.error?.detail).toContain('Ordered twice.');
      expect(stage.world.story(id).slice(-3)).toEqual(['undo label', 'undo pay', 'undo pack']);
      paying.letGo();
    });

    it('ends one that has not begun, at once and without a deed', async () => {
      const packing = stage.world.hold('do pack');
      const first = await stage.begin([{ step: 'pack' }], `${prefix} desk`);
      await packing.told;
      const second = await stage.begin([{ step: 'pack' }], `${prefix} desk`);
      const told = await command(second, 'cancel');

      expect(told).toMatchObject({ status: 202, body: { status: 'cancelled', done: true } });
      packing.letGo();
      expect(await ended(first)).toMatchObject({ status: 'succeeded' });
      expect(stage.world.story(second)).toEqual([]);
    });

    it('turns one back that is paused, and one that waits', async () => {
      const packing = stage.world.hold('do pack');
      const id = await stage.begin([{ step: 'pack' }, { step: 'pay' }]);
      const waiting = await stage.begin([{ step: 'label' }, { signal: 'approval' }]);
      await packing.told;
      await command(id, 'pause');
      packing.letGo();
      await door().until(id, ({ progress }) => progress.completed_steps === 1);
      await isIn(waiting, 'waiting');
      await Promise.all([command(id, 'cancel'), command(waiting, 'cancel')]);

      expect(await ended(id)).toMatchObject({ status: 'cancelled', residual_effects: [] });
      expect(await ended(waiting)).toMatchObject({ status: 'cancelled', residual_effects: [] });
      expect(stage.world.story(id)).toEqual(['do pack', 'undo pack']);
      expect(stage.world.story(waiting)).toEqual(['do label', 'undo label']);
    });

    it('is harmless when it has turned back already, and when it is repeated', async () => {
      stage.world.answer('do pay', 422);
      const unpacking = stage.world.hold('undo pack');
      const id = await stage.begin([{ step: 'pack' }, { step: 'pay' }]);
      await unpacking.told;
      const [one, two] = [await command(id, 'cancel'), await command(id, 'cancel')];
      unpacking.letGo();

      expect([one, two]).toMatchObject([
        { status: 202, body: { status: 'compensating' } },
        { status: 202, body: { status: 'compensating' } },
      ]);
      expect(await ended(id)).toMatchObject({ status: 'compensated' });
      expect(stage.world.story(id)).toEqual(['do pack', 'do pay', 'undo pack']);
    });
  });

  describe('pause', () => {
    it('lets what runs finish, begins nothing, and goes on where it was when resumed', async () => {
      const packing = stage.world.hold('do pack');
      const id = await stage.begin([{ step: 'pack' }, { step: 'pay' }]);
      await packing.told;
      const told = await command(id, 'pause', { reason: 'The bank asks.' });
      packing.letGo();
      await door().until(id, ({ progress }) => progress.completed_steps === 1);
      const again = await command(id, 'pause');

      expect([told.status, again.status]).toEqual([202, 202]);
      expect((await door().status(id)).body).toMatchObject({
        status: 'paused',
        pause_reason: 'operator',
        blocked_on: { kind: 'pause', detail: expect.stringContaining('The bank asks.') },
      });
      expect((await command(id, 'resume')).status).toBe(202);
      expect(await ended(id)).toMatchObject({ status: 'succeeded' });
      expect(stage.world.story(id)).toEqual(['do pack', 'do pay']);
    });

    it('holds an undo as well', async () => {
      stage.world.answer('do post', 422);
      const refunding = stage.world.hold('undo pay');
      const id = await stage.begin([{ step: 'pack' }, { step: 'pay' }, { step: 'post' }]);
      await refunding.told;
      await command(id, 'pause');
      refunding.letGo();
      await door().until(id, ({ status }) => status === 'paused');
      await command(id, 'resume');

      expect(await ended(id)).toMatchObject({ status: 'compensated', residual_effects: [] });
      expect(stage.world.story(id).slice(-2)).toEqual(['undo pay', 'undo pack']);
    });
  });

  describe('terminate', () => {
    it('ends it at once, undoes nothing, and says for ever what stays', async () => {
      const posting = stage.world.hold('do post');
      const id = await stage.begin([{ step: 'pack' }, { step: 'pay', undo: 'irreversible' }, { step: 'post' }]);
      await posting.told;
      const told = await command(id, 'terminate', { reason: 'The shop is gone.' });

      expect(told).toMatchObject({
        status: 202,
        body: {
          status: 'terminated',
          done: true,
          error: { code: 'TERMINATED' },
          residual_effects: [
            { step: 'post', cause: 'terminated' },
            { step: 'pay', cause: 'irreversible' },
            { step: 'pack', cause: 'terminated' },
          ],
        },
      });
      expect((await command(id, 'terminate', { reason: 'Again.' })).status).toBe(202);
      posting.letGo();
      expect((await door().status(id)).body).toEqual(told.body);
      expect(stage.world.story(id)).toEqual(['do pack', 'do pay', 'do post']);
    });

    it('is refused without a reason', async () => {
      const id = await parked();

      expect(await command<Problem>(id, 'terminate', {})).toMatchObject({
        status: 422,
        body: { errors: expect.arrayContaining([expect.objectContaining({ pointer: '/reason' })]) },
      });
      expect((await command(id, 'terminate', { reason: 'Seen to by hand.' })).body).toMatchObject({
        status: 'terminated',
        residual_effects: [
          { step: 'pay', cause: 'terminated' },
          { step: 'pack', cause: 'terminated' },
        ],
      });
    });
  });

  describe('retry', () => {
    it('of one that has ended makes a new one that says so; asked again, the same', async () => {
      stage.world.answer('do pay', 422);
      const id = await stage.begin([{ step: 'pack' }, { step: 'pay' }]);
      await ended(id);
      stage.world.atEase();
      const [one, two] = [await command(id, 'retry'), await command(id, 'retry')];
      const repeated = one.body.execution_id;

      expect(one).toMatchObject({ status: 202, body: { retry_of: id, intent_type: 'play.plan' } });
      expect(one.headers.get('location')).toBe(`${prefix}/execution/${repeated}/status`);
      expect(repeated).not.toBe(id);
      expect(two.body.execution_id).toBe(repeated);
      expect(await ended(repeated)).toMatchObject({ status: 'succeeded', retry_of: id });
      expect((await door().status(id)).body).toMatchObject({ status: 'compensated' });
    });

    it('of one whose attempts are used up goes on from there', async () => {
      stage.world.answer('do pay', 503);
      const id = await stage.begin([{ step: 'pack' }, { step: 'pay', onExhausted: 'pause' }]);
      const paused = await isIn(id, 'paused');
      stage.world.atEase();
      const told = await command(id, 'retry');

      expect(paused).toMatchObject({ pause_reason: 'retries_exhausted', blocked_on: { kind: 'pause', step: 'pay' } });
      expect(told).toMatchObject({ status: 202, body: { execution_id: id } });
      expect(told.headers.get('location')).toBeNull();
      expect(await ended(id)).toMatchObject({ status: 'succeeded' });
      expect(stage.world.story(id)).toEqual(['do pack', 'do pay', 'do pay', 'do pay']);
    });
  });

  describe('the undo plan', () => {
    it('says before what would be undone and what cannot be, and afterwards that nothing is left', async () => {
      const posting = stage.world.hold('do post');
      const id = await stage.begin([
        { step: 'look', undo: 'none' },
        { step: 'pack' },
        { step: 'mail', undo: 'irreversible' },
        { step: 'post' },
      ]);
      await posting.told;

      expect(await undoPlan(id)).toEqual({
        execution_id: id,
        status: 'running',
        steps: [
          { step: 'post', action: 'undo', effect: 'unknown' },
          { step: 'mail', action: 'irreversible', effect: 'applied' },
          { step: 'pack', action: 'undo', effect: 'applied' },
        ],
      });
      await command(id, 'cancel');
      posting.letGo();
      expect(await ended(id)).toMatchObject({ residual_effects: [{ step: 'mail', cause: 'irreversible' }] });
      expect((await undoPlan(id)).steps).toEqual([{ step: 'mail', action: 'irreversible', effect: 'applied' }]);
      expect(stage.world.story(id).slice(-2)).toEqual(['undo post', 'undo pack']);
    });

    it('says of an undo that failed what is left, and the status what it is blocked on', async () => {
      const id = await parked();

      expect((await undoPlan(id)).steps.map(({ step }) => step)).toEqual(['pay', 'pack']);
      expect((await door().status(id)).body.blocked_on).toMatchObject({ kind: 'undo', step: 'pay' });
      await command(id, 'compensation/skip', { reason: 'Refunded in cash.' });
      expect(await ended(id)).toMatchObject({ residual_effects: [{ step: 'pay', cause: 'skipped' }] });
      expect((await undoPlan(id)).steps).toEqual([
        { step: 'pay', action: 'skipped', effect: 'applied', reason: 'Refunded in cash.' },
      ]);
    });
  });

  it('refuses what an execution cannot be told as it stands, and says what it can', async () => {
    const packing = stage.world.hold('do pack');
    const id = await stage.begin([{ step: 'pack' }]);
    await packing.told;
    const running = await command<Problem>(id, 'compensation/retry');
    packing.letGo();
    await ended(id);
    const refused = ['cancel', 'pause', 'resume', 'retry', 'compensation/retry', 'signal/late'];
    const late = await Promise.all(refused.map((name) => command<Problem>(id, name, {})));

    expect(running).toMatchObject({ status: 409, body: { code: 'TRANSITION_NOT_ALLOWED', execution_id: id } });
    expect(running.body.allowed).toEqual(['cancel', 'pause', 'terminate', 'signal']);
    for (const { status, body } of late) {
      expect(status).toBe(409);
      expect(body).toMatchObject({ code: 'TRANSITION_NOT_ALLOWED', allowed: [], execution_id: id });
    }
  });

  it('knows nothing of an execution of another tenant', async () => {
    const id = await stage.begin([{ step: 'pack' }]);
    await ended(id);
    const names = ['cancel', 'pause', 'retry', 'terminate', 'signal/approval'];
    const answers = await Promise.all(
      names.map((name) => door().post(`/execution/${id}/${name}`, { reason: '-' }, { 'x-tenant-id': 'other' })),
    );
    const plan = await door().get(`/execution/${id}/undo-plan`, { 'x-tenant-id': 'other' });

    expect([...answers, plan].map(({ status }) => status)).toEqual([404, 404, 404, 404, 422, 404]);
  });
});

it('both planes say the same of an execution, in every status', async () => {
  const packing = stage.world.hold('do pack');
  const id = await stage.begin([{ step: 'pack' }, { signal: 'approval' }]);
  await packing.told;
  const both = async (path: string) => {
    const [theirs, ours] = await Promise.all([
      stage.planes.api.get<ExecutionDetail>(`/execution/${id}${path}`),
      stage.planes.v1.get<ExecutionDetail>(`/execution/${id}${path}`),
    ]);
    expect(ours.body).toEqual(theirs.body);
    return ours.body.status;
  };
  const seen = [await both('/status')];
  await stage.planes.v1.post(`/execution/${id}/pause`, {});
  packing.letGo();
  await stage.planes.v1.until(id, ({ progress }) => progress.completed_steps === 1);
  seen.push(await both(''), await both('/undo-plan'));
  await stage.planes.v1.post(`/execution/${id}/resume`, undefined);
  await stage.planes.v1.until(id, ({ status }) => status === 'waiting');
  seen.push(await both(''), await both('/undo-plan'));

  expect(seen).toEqual(['running', 'paused', 'paused', 'waiting', 'waiting']);
});
