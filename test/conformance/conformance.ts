import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { BothPlanes } from '../processes/both-planes.js';
import type { Delivery } from './delivery.js';
import { EXECUTION_CASES } from './execution-cases.js';
import { FEED_CASES } from './feed-cases.js';
import { REFUSAL_CASES } from './refusal-cases.js';
import { Scene } from './scene.js';

export const CASES = [...EXECUTION_CASES, ...FEED_CASES, ...REFUSAL_CASES];

/** What every delivery of events promises, whoever wrote it, held to Runtime's log. The planes run before its tests do. */
export function conformance(delivery: Delivery, planes: () => BothPlanes): void {
  describe(`events by ${delivery.name}`, () => {
    let scene: Scene;
    beforeAll(() => {
      scene = new Scene(planes(), delivery.at(planes()));
    });
    afterAll(() => scene.follower.close());

    it.each(CASES)('$promise', ({ check }) => check(scene));
  });
}
