import type { Handles } from '../../sagas/intent-handler.js';
import type { AttemptContext, Saga, StepDefinition } from '../../sagas/saga.js';

/** A call of a step's `invoke` or `compensate`. */
export interface RehearsedCall {
  readonly kind: 'do' | 'undo';
  readonly step: string;
  readonly key: string;
  readonly attempt: number;
}

/** What the lives of one rehearsal have seen. */
export interface Seen {
  readonly calls: RehearsedCall[];
  /** What steps have returned, whether or not it was recorded. */
  readonly outputs: Map<string, unknown>;
}

/** A handler as one life of a process runs it: it can be told what is under way, and whether the handler follows the rules. */
export class WatchedHandler implements Handles<unknown> {
  /** Attempts under way. */
  running = 0;
  private handler = { open: 0, hasEnded: false };
  private wake: () => void = () => undefined;

  constructor(
    private readonly watched: Handles<unknown>,
    private readonly seen: Seen,
    /** Is told of every call right before it is made. */
    private readonly called: (call: RehearsedCall) => void,
  ) {}

  /** Whether the handler awaits something, and it is no call of `saga`. */
  get awaitsSomethingElse(): boolean {
    return !this.handler.hasEnded && this.handler.open === 0;
  }

  /** Resolves when an attempt has ended. */
  attemptEnded(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }

  async run(saga: Saga, input: never): Promise<never> {
    const handler = { open: 0, hasEnded: false };
    this.handler = handler;
    try {
      return await this.watched.run(this.watch(saga, handler), input);
    } finally {
      handler.hasEnded = true;
    }
  }

  private watch(saga: Saga, handler: { open: number }): Saga {
    const counted = <Result>(call: Promise<Result>): Promise<Result> => {
      handler.open += 1;
      const settled = (): void => void (handler.open -= 1);
      call.then(settled, settled);
      return call;
    };
    return {
      ...saga,
      step: (name, definition) => counted(saga.step(name, this.watchStep(name, definition))),
      sleep: (name, duration) => counted(saga.sleep(name, duration)),
      waitForSignal: (name, options) => counted(saga.waitForSignal(name, options)),
    };
  }

  private watchStep<Output>(step: string, definition: StepDefinition<Output>): StepDefinition<Output> {
    const { invoke, compensate } = definition;
    // What is wrong with a definition is for the engine to say.
    if (typeof invoke !== 'function') return definition;
    return {
      ...definition,
      invoke: async (context) => {
        const output = await this.attempt('do', step, context, () => definition.invoke(context));
        this.seen.outputs.set(step, output);
        return output;
      },
      compensate:
        typeof compensate === 'function'
          ? (context) => this.attempt('undo', step, context, () => compensate(context))
          : compensate,
    };
  }

  private async attempt<Result>(
    kind: RehearsedCall['kind'],
    step: string,
    { key, attempt }: AttemptContext,
    work: () => Result | Promise<Result>,
  ): Promise<Result> {
    const call = { kind, step, key, attempt };
    this.seen.calls.push(call);
    this.called(call);
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.wake();
    }
  }
}
