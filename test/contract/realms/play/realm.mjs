/* eslint-disable typescript/no-extraneous-class -- without TypeScript, members are only named where they are decorated. */
// Plays a plan: steps one after the other or together, sleeps, waits for signals. Each do and each undo is told to the
// outside world at PLAY_WORLD_URL and counts as done when that has answered 2xx. PLAY_VERSIONS says which versions of
// the handler are installed.
import {
  defineIntent,
  IntentHandler,
  IRREVERSIBLE,
  NOTHING_TO_UNDO,
  Realm,
  RetryableError,
  TerminalError,
} from '@symphainy/runtime/realm-kit';
import { IsArray } from 'class-validator';

class PlayInput {}
IsArray()(PlayInput.prototype, 'plan');

class PlayOutput {}
IsArray()(PlayOutput.prototype, 'outcomes');

const Play = defineIntent({ type: 'play.plan', realm: 'play', input: PlayInput, output: PlayOutput });

async function tellWorld(executionId, step, kind, { key, attempt, signal }) {
  const body = JSON.stringify({ execution_id: executionId, step, kind, key, attempt });
  const answer = await fetch(process.env.PLAY_WORLD_URL, { method: 'POST', body, signal });
  if (answer.status === 422) throw new TerminalError(`${step} was refused.`, { notApplied: true });
  if (!answer.ok) throw new RetryableError(`${kind} ${step} was answered ${answer.status}.`);
}

/** `{step}`, with `undo: 'irreversible' | 'none'` if it has none and `onExhausted` as the engine takes it. */
function carryOut(saga, { step, undo, onExhausted }) {
  const compensate = (context) => tellWorld(saga.executionId, step, 'undo', context);
  return saga.step(step, {
    retry: { maxAttempts: 2, initialInterval: 1 },
    undoRetry: { maxAttempts: 2, initialInterval: 1 },
    ...(onExhausted && { onExhausted }),
    invoke: async (context) => {
      await tellWorld(saga.executionId, step, 'do', context);
      return `${step} done`;
    },
    compensate: { irreversible: IRREVERSIBLE, none: NOTHING_TO_UNDO }[undo] ?? compensate,
  });
}

/** `{together: [...]}`, `{sleep, for}`, `{signal, timeout}` or a step. */
async function play(saga, part) {
  if (part.together) return Promise.all(part.together.map((step) => carryOut(saga, step)));
  if (part.sleep) return saga.sleep(part.sleep, part.for);
  if (part.signal) return saga.waitForSignal(part.signal, part.timeout ? { timeout: part.timeout } : {});
  return carryOut(saga, part);
}

function handlerOf(version) {
  class PlayHandler {
    async run(saga, { plan }) {
      const outcomes = [];
      for (const part of plan) outcomes.push((await play(saga, part)) ?? null);
      return { outcomes, version };
    }
  }
  IntentHandler(Play, { version })(PlayHandler);
  return PlayHandler;
}

const versions = (process.env.PLAY_VERSIONS ?? '1').split(',').map(Number);

export class PlayRealm {}
Realm({ name: 'play', handlers: versions.map(handlerOf) })(PlayRealm);
export { PlayRealm as realm };
