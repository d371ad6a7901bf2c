import type { OutcomeEvent } from './execution-events.js';

/** A call of `saga` that the handler waits for: of a step or of a wait. */
export abstract class SagaCall {
  /** What the log knows it by, its kind included: a step and a wait may have the same name. */
  abstract readonly id: string;
  readonly promise: Promise<unknown>;
  settled = false;
  private resolve!: (value: unknown) => void;
  private reject!: (error: Error) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // A handler may leave a call unawaited, in Promise.race for one. Its failure stands in the log; it must not end the process.
    this.promise.catch(() => undefined);
  }

  /** Tells the handler what became of it. */
  abstract settle(outcome: OutcomeEvent): void;

  protected succeed(value: unknown): void {
    this.settled = true;
    this.resolve(value);
  }

  protected fail(error: Error): void {
    this.settled = true;
    this.reject(error);
  }
}

/** The call that an event of the log is about; undefined if it is about none. */
export function callOf(data: object): string | undefined {
  if ('step' in data) return stepId(String(data.step));
  if ('wait' in data) return waitId(String(data.wait));
  return undefined;
}

export const stepId = (name: string): string => `step ${name}`;
export const waitId = (name: string): string => `wait ${name}`;
