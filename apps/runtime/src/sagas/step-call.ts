import { milliseconds } from './duration.js';
import type { OutcomeEvent, UndoKind } from './execution-events.js';
import { completePolicy, STEP_RETRY, UNDO_RETRY, type RetryPolicy } from './retry-policy.js';
import { SagaCall, stepId } from './saga-call.js';
import { StepFailed } from './saga-errors.js';
import { IRREVERSIBLE, NOTHING_TO_UNDO, type StepDefinition } from './saga.js';

/** A call of `saga.step` that the handler waits for. What is wrong with its definition is thrown into the handler. */
export class StepCall extends SagaCall {
  readonly id: string;
  readonly retry: RetryPolicy;
  readonly undoRetry: RetryPolicy;
  /** Milliseconds; undefined for as long as it takes. */
  readonly timeout: number | undefined;

  constructor(
    readonly name: string,
    readonly definition: StepDefinition<unknown>,
  ) {
    super();
    assertDefinition(name, definition);
    this.id = stepId(name);
    this.retry = completePolicy(STEP_RETRY, definition.retry);
    this.undoRetry = completePolicy(UNDO_RETRY, definition.undoRetry);
    this.timeout = definition.timeout === undefined ? undefined : milliseconds(definition.timeout);
  }

  get undoKind(): UndoKind {
    if (this.definition.compensate === NOTHING_TO_UNDO) return 'none';
    return this.definition.compensate === IRREVERSIBLE ? 'irreversible' : 'function';
  }

  /** Whether its start must be durable before it is invoked, so that its undo cannot be forgotten. */
  get armed(): boolean {
    return this.undoKind !== 'none';
  }

  override settle(outcome: OutcomeEvent): void {
    if (outcome.type === 'step.failed') this.fail(new StepFailed(this.name, outcome.data.problem));
    else if (outcome.type !== 'wait.ended') this.succeed(outcome.data.output);
  }
}

export const CALL_NAME = /^[A-Za-z0-9][A-Za-z0-9._#-]{0,99}$/;

/** What the compiler cannot promise to JavaScript, and to definitions that are put together at run time. */
function assertDefinition(name: string, { invoke, compensate }: StepDefinition<unknown>): void {
  if (!CALL_NAME.test(name)) {
    throw new TypeError(`"${name}" cannot be the name of a step: use letters, digits and . _ # -, 100 at most.`);
  }
  if (typeof invoke !== 'function') throw new TypeError(`Step "${name}" has no invoke function.`);
  if (typeof compensate !== 'function' && compensate !== NOTHING_TO_UNDO && compensate !== IRREVERSIBLE) {
    throw new TypeError(
      `Step "${name}" does not say how it is undone: give compensate a function, NOTHING_TO_UNDO or IRREVERSIBLE.`,
    );
  }
}
