import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BothPlanes } from '../processes/both-planes.js';
import { CASES, conformance } from './conformance.js';
import { DELIVERIES } from './delivery.js';
import { soMany, hear } from './heard.js';
import { Scene } from './scene.js';
import { survival } from './survival.js';
import { TWINS } from './twins.js';

let planes: BothPlanes;

beforeAll(async () => {
  planes = await BothPlanes.start();
});

afterAll(() => planes.kill());

for (const delivery of DELIVERIES) conformance(delivery, () => planes);

survival(DELIVERIES, () => planes);

describe('one who changes from one delivery to another in the middle', () => {
  it.each(DELIVERIES)('(from $name to each) loses nothing and is told nothing twice', async (from) => {
    await Promise.all(
      DELIVERIES.map(async (to) => {
        const [before, after] = [new Scene(planes, from.at(planes)), new Scene(planes, to.at(planes))];
        const execution = await before.order(await before.session(), 50);
        const first = await hear(before.follow(execution), soMany(4));
        const second = await hear(after.follow(execution, { after: first.cursors.at(-1) }));
        expect([...first.events, ...second.events]).toEqual(await after.log(execution.execution_id));
        expect(second.others).toEqual(['end']);
        for (const { follower } of [before, after]) follower.close();
      }),
    );
  });
});

describe('a delivery', () => {
  it.each(TWINS)('that $how is found out', async ({ twin, promise }) => {
    const scene = new Scene(planes, twin(DELIVERIES[0]!.at(planes)));
    const found = CASES.find((one) => promise.test(one.promise));
    await expect(found?.check(scene)).rejects.toThrow(/expect/);
    scene.follower.close();
  });
});
