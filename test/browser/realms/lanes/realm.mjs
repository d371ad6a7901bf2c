/* eslint-disable typescript/no-extraneous-class -- without TypeScript, members are only named where they are decorated. */
// Carries out steps side by side that do nothing but take their time, so that one execution tells very much.
import { setTimeout as sleep } from 'node:timers/promises';
import { defineIntent, IntentHandler, NOTHING_TO_UNDO, Realm } from '@symphainy/runtime/realm-kit';
import { IsInt } from 'class-validator';

class RunLanesInput {}
for (const member of ['lanes', 'rounds', 'delay_ms']) IsInt()(RunLanesInput.prototype, member);

class RunLanesOutput {}
IsInt()(RunLanesOutput.prototype, 'steps');

const RunLanes = defineIntent({ type: 'lanes.run', realm: 'lanes', input: RunLanesInput, output: RunLanesOutput });

class RunLanesHandler {
  async run(saga, { lanes, rounds, delay_ms }) {
    for (let round = 1; round <= rounds; round += 1) {
      const steps = Array.from({ length: lanes }, (_, lane) =>
        saga.step(`round-${round}-lane-${lane + 1}`, {
          invoke: () => sleep(delay_ms, { round }),
          compensate: NOTHING_TO_UNDO,
        }),
      );
      await Promise.all(steps);
    }
    return { steps: lanes * rounds };
  }
}
IntentHandler(RunLanes, { version: 1 })(RunLanesHandler);

export class LanesRealm {}
Realm({ name: 'lanes', handlers: [RunLanesHandler] })(LanesRealm);
export { LanesRealm as realm };
