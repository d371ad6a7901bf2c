import { assertSeen } from '../demo-failed.mjs';
import { stepsOf, watch } from '../watch.mjs';
import { placeOrder } from './order.mjs';

/** An order whose last step fails for good, and what had been done for it is undone. */
export const takeBackAnOrder = {
  title: 'An order is taken back',

  async play({ stage, venue }) {
    const experience = await venue.forOrders();
    stage.say(
      'It reserves stock, charges a card and is written down. Let the last step fail for good: nobody may keep the money for an order that does not exist.',
    );
    const executionId = await placeOrder({ stage, experience }, { fail_step: 'create-order', delay_ms: 400 });
    const events = await watch(stage, experience, executionId);

    const { status } = await experience.execution(executionId);
    const [done, undone] = [stepsOf(events, 'step.succeeded'), stepsOf(events, 'undo.succeeded')];
    assertSeen(status === 'compensated', `The order should be compensated, but it is ${status}.`);
    assertSeen(
      done.length > 0 && undone.join() === done.toReversed().join(),
      `Done was ${done.join(', ')}; undone should be the same backwards, but it is ${undone.join(', ') || 'nothing'}.`,
    );
    stage.say(`Status: ${status}. Undone: ${undone.join(', then ')}. What was done last is undone first.`);
    await stage.breathe();
  },
};
