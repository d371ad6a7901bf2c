import type { EventData, UndoKind } from './execution-events.js';
import { StepFailed } from './saga-errors.js';
import { IRREVERSIBLE, NOTHING_TO_UNDO, type StepDefinition } from './saga.js';

/** A call of `saga.step` that the handler waits for. */
export class StepCall {
  readonly promise: Promise<unknown>;
  settled = false;
  private resolve!: (output: unknown) => void;
  private reject!: (error: StepFailed) => void;

  constructor(
    readonly name: string,
    readonly definition: StepDefinition<unknown>,
  ) {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // A handler may leave a call unawaited, in Promise.race for one. Its failure stands in the log; it must not end the process.
    this.promise.catch(() => undefined);
  }

  get undoKind(): UndoKind {
    if (this.definition.compensate === NOTHING_TO_UNDO) return 'none';
    return this.definition.compensate === IRREVERSIBLE ? 'irreversible' : 'function';
  }

  /** Whether its start must be durable before it is invoked, so that its undo cannot be forgotten. */
  get armed(): boolean {
    return this.undoKind !== 'none';
  }

  succeed(output: unknown): void {
    this.settled = true;
    this.resolve(output);
  }

  fail(problem: EventData['step.failed']['problem']): void {
    this.settled = true;
    this.reject(new StepFailed(this.name, problem));
  }
}
