import type { Execution, ExecutionAccepted, IntentTypes, SubmitIntent } from '@app/intent-contracts';
import type { Answer } from './answer.js';
import type { Caller } from './caller.js';

/** How an intent is submitted. */
export interface SubmitOptions {
  /** With one, a submit that got no answer is repeated; without, only one that certainly did not arrive. */
  idempotencyKey?: string | undefined;
  /** Seconds to wait for the execution's end. */
  wait?: number | undefined;
}

/** What a submit brings about. */
export type Submission =
  | { readonly ended: false; readonly answer: Answer<ExecutionAccepted> }
  | { readonly ended: true; readonly answer: Answer<Execution> };

/** The way to have something done. */
export abstract class Intents {
  /**
   * Resolves once Runtime has the intent on disk: to the acceptance, or to the whole status if the execution ended
   * within `wait`, whatever its outcome. Rejects with what Runtime refused with, or `RUNTIME_UNAVAILABLE`; in the
   * latter case the intent may have been accepted, and repeating with the same key tells.
   */
  abstract submit(intent: SubmitIntent, options: SubmitOptions, caller: Caller): Promise<Submission>;

  /** The catalogue of what can be submitted. */
  abstract types(caller: Caller): Promise<Answer<IntentTypes>>;
}
