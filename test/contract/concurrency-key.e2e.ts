import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Stage } from './played.js';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.set();
});
afterEach(() => stage.world.atEase());
afterAll(() => stage.strike());

const ended = (id: string) => stage.planes.v1.ended(id);
const deeds = (ids: string[]) => stage.world.deeds.filter(({ execution_id: id }) => ids.includes(id));

describe('executions of one concurrency key', () => {
  it('are carried out one at a time, in the order in which they were accepted, undo included', async () => {
    stage.world.answer('do post', 422);
    const packing = stage.world.hold('do pack');
    const first = await stage.begin([{ step: 'pack' }, { step: 'post' }], 'room 1');
    await packing.told;
    const later: string[] = [];
    for (let count = 0; count < 4; count += 1) later.push(await stage.begin([{ step: 'pay' }], 'room 1'));
    const queued = await Promise.all(later.map((id) => stage.planes.v1.status(id)));
    packing.letGo();
    await Promise.all([first, ...later].map(ended));

    for (const { body } of queued) {
      expect(body).toMatchObject({
        status: 'queued',
        blocked_on: { kind: 'concurrency_key', concurrency_key: 'room 1' },
      });
    }
    expect(deeds([first, ...later]).map(({ execution_id: id, kind, step }) => [id, `${kind} ${step}`])).toEqual([
      [first, 'do pack'],
      [first, 'do post'],
      [first, 'undo pack'],
      ...later.map((id) => [id, 'do pay']),
    ]);
  });

  it('wait for one that waits, and go on when it is cancelled', async () => {
    const first = await stage.begin([{ step: 'pack' }, { signal: 'never' }], 'room 2');
    await stage.planes.v1.until(first, ({ status }) => status === 'waiting');
    const second = await stage.begin([{ step: 'pay' }], 'room 2');
    const [other, none] = [await stage.begin([{ step: 'pay' }], 'room 3'), await stage.begin([{ step: 'pay' }])];
    await Promise.all([other, none].map(ended));

    expect(stage.world.story(second)).toEqual([]);
    await stage.planes.v1.post(`/execution/${first}/cancel`, {});
    expect(await ended(second)).toMatchObject({ status: 'succeeded' });
  });

  it('keep their order through a kill', async () => {
    const packing = stage.world.hold('do pack');
    const first = await stage.begin([{ step: 'pack' }], 'room 4');
    await packing.told;
    const later = [await stage.begin([{ step: 'pay' }], 'room 4'), await stage.begin([{ step: 'pay' }], 'room 4')];
    await stage.planes.runtime.kill();
    packing.letGo();
    await stage.planes.runtime.start();
    await Promise.all([first, ...later].map(ended));

    const order = deeds([first, ...later]).map(({ execution_id: id }) => id);
    expect(order).toEqual([first, first, ...later]);
  });
});
