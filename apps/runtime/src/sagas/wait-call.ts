import type { OutcomeEvent } from './execution-events.js';
import { SagaCall, waitId } from './saga-call.js';
import type { StepHistory } from './step-history.js';

/** A call of `saga.sleep` or `saga.waitForSignal` that the handler waits for. */
export class WaitCall extends SagaCall {
  readonly id: string;

  constructor(
    /** `name#n`. */
    readonly name: string,
    /** Name of the signal; undefined for a sleep. */
    readonly signal: string | undefined,
    /** Milliseconds until the time is over; undefined if only a signal ends it. */
    readonly limit: number | undefined,
    private readonly history: StepHistory,
  ) {
    super();
    this.id = waitId(name);
  }

  override settle(outcome: OutcomeEvent): void {
    if (outcome.type !== 'wait.ended') return;
    const { by, signal_id: id } = outcome.data;
    this.succeed(by === 'signal' ? { id, payload: this.history.signals.get(id!)!.payload } : undefined);
  }
}
