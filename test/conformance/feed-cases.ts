import { expect } from '@jest/globals';
import type { Session } from '@app/intent-contracts';
import type { FollowTarget } from '@app/intent-client';
import type { Case } from './case.js';
import { ends, soMany, hear } from './heard.js';

/** Of a stream with more than one execution. */
function casesOf(feed: 'session' | 'tenant', targetOf: (session: Session) => FollowTarget): Case[] {
  return [
    {
      promise: `of a ${feed} come once each, those of every execution in its order, and none of others`,
      async check(scene) {
        const [own, others] = [await scene.session(), await scene.session()];
        const sibling = await scene.planes.api.session(own.tenant_id);
        const another = feed === 'session' ? sibling : others;
        const past = await Promise.all([own, own, others, another].map((session) => scene.order(session)));
        const following = hear(scene.follow(targetOf(own), { tenantId: own.tenant_id }), ends(6));
        const coming = await Promise.all([20, 5, 0, 0].map((delay) => scene.order(own, delay)));
        await scene.order(another);
        const heard = await following;

        const executions = [...past.slice(0, 2), ...coming].map(({ execution_id }) => execution_id);
        for (const id of executions) {
          expect(heard.events.filter(({ executionid }) => executionid === id)).toEqual(await scene.log(id));
        }
        expect(new Set(heard.events.map(({ executionid }) => executionid))).toEqual(new Set(executions));
        expect(heard.others).toEqual([]);
      },
    },
    {
      promise: `of a ${feed} go on after every cursor`,
      async check(scene) {
        const own = await scene.session();
        const { tenant_id: tenantId } = own;
        await Promise.all([scene.endedOrder(own), scene.endedOrder(own)]);
        const whole = await hear(scene.follow(targetOf(own), { tenantId }), ends(2));
        const lefts = whole.cursors
          .slice(0, -1)
          .map((after, index) => ({ after, left: whole.events.slice(index + 1) }));
        const rests = await Promise.all(
          lefts.map(({ after, left }) => hear(scene.follow(targetOf(own), { tenantId, after }), soMany(left.length))),
        );
        expect(rests.map((rest) => rest.events)).toEqual(lefts.map(({ left }) => left));
      },
    },
    {
      promise: `of a ${feed} come of the types that are asked for`,
      async check(scene) {
        const own = await scene.session();
        await scene.endedOrder(own);
        const types = ['execution.accepted', 'execution.succeeded'];
        const following = scene.follow(targetOf(own), { tenantId: own.tenant_id, types });
        expect((await hear(following, ends(1))).events.map(({ type }) => type)).toEqual(types);
      },
    },
    {
      promise: `of a ${feed} begin with what comes for one who asks for the latest`,
      async check(scene) {
        const own = await scene.session();
        const past = await scene.endedOrder(own);
        const following = scene.follow(targetOf(own), { tenantId: own.tenant_id, after: 'latest' });
        let isHeard = false;
        const hearing = hear(following, ends(1)).finally(() => (isHeard = true));
        // Nobody tells when it began; some order comes after that.
        const placed: string[] = [];
        while (!isHeard) placed.push((await scene.endedOrder(own)).execution.execution_id);
        const heard = (await hearing).events.map(({ executionid }) => executionid);
        expect(heard).not.toContain(past.execution.execution_id);
        expect(placed).toContain(heard.at(-1));
      },
    },
  ];
}

export const FEED_CASES: readonly Case[] = [
  ...casesOf('session', ({ session_id }) => ({ session_id })),
  ...casesOf('tenant', () => ({ tenant: true })),
];
