import { assertSeen } from '../demo-failed.mjs';
import { showDeed, stepsOf, watch } from '../watch.mjs';
import { placeOrder } from './order.mjs';

/** Experience dies while it delivers; the order does not notice, and the stream goes on after the last event seen. */
export const killExperience = {
  title: 'Experience is killed',

  async play({ stage, venue }) {
    const { own } = venue;
    const experience = await venue.forKilling();
    stage.say('It only delivers. Without it the order goes on, and whoever was watching misses nothing.');
    const { runtime, experience: former } = own;
    const killed = own.world.beforeAnswering('reserve-stock', async () => {
      await showDeed(stage, `kill -9 ${former.child.pid}`);
      await own.killPlane('experience');
    });
    const executionId = await placeOrder({ stage, experience }, { delay_ms: 400 });
    const restarted = killed.then(() => own.startPlane('experience'));
    const watched = watch(stage, experience, executionId).finally(() => own.world.answerAtOnce());
    const [events] = await Promise.all([watched, restarted]);

    const { status } = await experience.execution(executionId);
    const succeeded = stepsOf(events, 'step.succeeded');
    assertSeen(
      status === 'succeeded' && succeeded.length === 3,
      `The order should have succeeded, but it is ${status}.`,
    );
    assertSeen(former.hasEnded, 'Experience should have been killed, but it lives.');
    assertSeen(own.runtime === runtime && !runtime.hasEnded, 'Runtime should not have noticed, but it has ended.');
    stage.say(
      `All ${events.length} events, none lost and none twice. Experience is process ${own.experience.child.pid} now; Runtime is still ${runtime.child.pid}.`,
    );
    await stage.breathe();
  },
};
