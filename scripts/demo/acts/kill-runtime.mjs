import { assertSeen } from '../demo-failed.mjs';
import { showDeed, stepsOf, watch } from '../watch.mjs';
import { placeOrder } from './order.mjs';

const TIMES = ['never', 'once', 'twice'];
const times = (count) => TIMES[count] ?? `${count} times`;

/** Runtime dies between a charge and its answer, and the next process goes on from the last outcome on record. */
export const killRuntime = {
  title: 'Runtime is killed, at the worst moment',

  async play({ stage, venue }) {
    const { own } = venue;
    const experience = await venue.forKilling();
    stage.say(
      'The bank has charged the card, and Runtime dies before it hears so. The demo plays the bank, and forgets nothing.',
    );
    const killed = own.world.beforeAnswering('charge-card', async () => {
      await showDeed(stage, `The card is charged. kill -9 ${own.runtime.child.pid}`);
      await own.killPlane('runtime');
      await own.startPlane('runtime');
      await showDeed(stage, `Runtime is started again, as process ${own.runtime.child.pid}.`);
    });
    const executionId = await placeOrder({ stage, experience }, { delay_ms: 500 });
    const watched = watch(stage, experience, executionId).finally(() => own.world.answerAtOnce());
    const [events] = await Promise.all([watched, killed]);

    const { status } = await experience.execution(executionId);
    const succeeded = stepsOf(events, 'step.succeeded');
    assertSeen(status === 'succeeded', `After the kill the order should have gone on, but it is ${status}.`);
    assertSeen(
      succeeded.length === 3 && new Set(succeeded).size === 3,
      `Three steps should have succeeded once each, but these did: ${succeeded.join(', ')}.`,
    );
    assertSeen(
      stepsOf(events, 'step.uncertain').join() === 'charge-card',
      'Runtime died between a charge and its answer, but the log does not call charge-card uncertain.',
    );
    stage.say(
      'The same stream, and the same order: it went on after the last outcome on record. The charge had none, so it was asked for again. What the world outside saw:',
    );
    await showDos(stage, own.world.dosOf(executionId));
    await stage.breathe();
  },
};

async function showDos(stage, dos) {
  for (const { step, carriedOut } of dos) {
    assertSeen(carriedOut === 1, `${step} should have been carried out once, but was ${times(carriedOut)}.`);
  }
  await stage.table(
    ['step', 'asked for', 'carried out', ''],
    dos.map(({ step, asked, carriedOut }) => [
      step,
      times(asked),
      times(carriedOut),
      asked > 1 ? 'the bank knew its key: one charge' : '',
    ]),
  );
}
