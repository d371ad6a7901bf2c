import type { OpenWait, PauseReason, Problem, ResidualEffect } from '@app/intent-contracts';

/** How a step is undone, as its start records it. */
export type UndoKind = 'function' | 'none' | 'irreversible';

/** Why an execution turned back. */
export type Trigger = 'failure' | 'deadline' | 'cancel';

/** What an outcome says beside itself: how many notes of the handler (facts, events) are committed up to here. */
interface Noted {
  noted?: number;
}

/** What each event of the engine says: the `data` of the log's entries, as it travels. */
export interface EventData {
  'execution.accepted': {
    intent_type: string;
    realm: string;
    handler_version: number;
    payload: unknown;
    concurrency_key?: string;
    /** When the execution is to be turned back if it has not ended. */
    deadline_at?: string;
    /** The execution that this one repeats. */
    retry_of?: string;
  };
  'execution.started': Record<string, never>;
  /** Nothing is done until one of the waits ends; `wake_at` is the earliest time at which one does. */
  'execution.waiting': { waits: OpenWait[]; wake_at?: string };
  'execution.paused': { reason: PauseReason; problem?: Problem; step?: string; note?: string };
  'execution.resumed': { status: 'queued' | 'running' | 'compensating'; retry?: { step: string } };
  'execution.cancel_requested': { reason?: string };
  'execution.compensating': { trigger: Trigger; cause: Problem; steps: string[]; irreversible: string[] };
  'execution.compensation_failed': { step: string; problem: Problem };
  'execution.succeeded': { result: unknown } & Noted;
  'execution.failed': { problem: Problem; residual_effects: ResidualEffect[] };
  'execution.compensated': { problem: Problem; residual_effects: ResidualEffect[] };
  'execution.cancelled': { problem: Problem; residual_effects: ResidualEffect[] };
  'execution.terminated': { reason: string; problem: Problem; residual_effects: ResidualEffect[] };
  'step.started': { step: string; attempt: number; undo: UndoKind };
  'step.progress': { step: string; attempt: number; progress: unknown };
  'step.retrying': { step: string; attempt: number; problem: Problem; not_applied: boolean; due_at: string };
  'step.succeeded': { step: string; attempt: number; output?: unknown } & Noted;
  'step.failed': { step: string; attempt: number; problem: Problem; not_applied: boolean } & Noted;
  'step.uncertain': { step: string; attempt: number; problem?: Problem };
  'step.resolved': {
    step: string;
    attempt: number;
    outcome: 'applied' | 'not_applied';
    output?: unknown;
    evidence: string;
  } & Noted;
  'undo.started': { step: string; attempt: number };
  'undo.retrying': { step: string; attempt: number; problem: Problem; due_at: string };
  'undo.succeeded': { step: string; attempt: number };
  'undo.failed': { step: string; attempt: number; problem: Problem };
  'undo.skipped': { step: string; attempt: number; reason: string };
  'undo.resolved': { step: string; attempt: number; evidence: string };
  /** `signal` is the name of the signal that is waited for; a sleep has none. */
  'wait.started': { wait: string; signal?: string; due_at?: string };
  'wait.ended': { wait: string; by: 'timer' | 'signal'; signal_id?: string } & Noted;
  'signal.received': { name: string; signal_id: string; payload?: unknown };
}

/** An event of the engine: its type and what it says. */
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
