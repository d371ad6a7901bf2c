import type { EventData } from '@app/intent-contracts';

/** How a step is undone, as its start records it. */
export type UndoKind = EventData['step.started']['undo'];

/** Why an execution turned back. */
export type Trigger = EventData['execution.compensating']['trigger'];

/** An event of the engine: its type and what it says. What is logged is what travels, so the contract says its shape. */
export type EngineEvent = {
  [Type in keyof EventData]: { readonly type: Type; readonly data: EventData[Type] };
}[keyof EventData];

/** An event with its place in the log. */
export type LoggedEvent = EngineEvent & {
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
};

/** An outcome that a handler builds on: the only events that it is told of. */
export type OutcomeEvent = Extract<
  LoggedEvent,
  { type: 'step.succeeded' | 'step.failed' | 'step.resolved' | 'wait.ended' }
>;

/** Whether a handler is told of this event. */
export function isOutcome(event: LoggedEvent): event is OutcomeEvent {
  switch (event.type) {
    case 'step.succeeded':
    case 'step.failed':
    case 'wait.ended':
      return true;
    case 'step.resolved':
      return event.data.outcome === 'applied';
    default:
      return false;
  }
}
