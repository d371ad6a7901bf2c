import { describe, expect, it } from '@jest/globals';
import type { BothPlanes } from '../processes/both-planes.js';
import type { Delivery } from './delivery.js';
import { ends, hear } from './heard.js';
import { Scene } from './scene.js';

/** That the death of a plane costs nobody an event, whichever way they come; planes are killed once for all of them. */
export function survival(deliveries: readonly Delivery[], planes: () => BothPlanes): void {
  describe('those who follow, in whichever way,', () => {
    it.each(['experience', 'runtime'] as const)(
      'lose and repeat nothing when %s is killed and comes back',
      async (plane) => {
        const scenes = deliveries.map((delivery) => ({ delivery, scene: new Scene(planes(), delivery.at(planes())) }));
        const follows = await Promise.all(
          scenes.map(async ({ delivery, scene }) => {
            const session = await scene.session();
            const { execution_id } = await scene.order(session, 700);
            const own = hear(scene.follow({ execution_id }));
            const feed = scene.follow({ session_id: session.session_id }, { tenantId: session.tenant_id });
            await scene.planes.api.until(execution_id, ({ progress }) => progress.completed_steps > 0);
            const told = Promise.all([own, hear(feed, ends(1))]);
            // Where it fails, it is said below.
            told.catch(() => undefined);
            return { delivery, scene, execution_id, told };
          }),
        );
        await planes()[plane].kill();
        await planes()[plane].start();

        for (const { delivery, scene, execution_id, told } of follows) {
          const [{ events, others }, feed] = await told;
          const log = await scene.log(execution_id);
          expect(log.at(-1)?.type).toBe('execution.succeeded');
          expect({ by: delivery.name, events, ofSession: feed.events }).toEqual({
            by: delivery.name,
            events: log,
            ofSession: log,
          });
          const isNoticed = delivery.notices.includes(plane) || others.length > 1;
          expect({ by: delivery.name, others }).toEqual({
            by: delivery.name,
            others: isNoticed ? ['away', 'back', 'end'] : ['end'],
          });
          scene.follower.close();
        }
      },
    );
  });
}
