import type { PauseReason, Problem, ResidualEffect } from '@app/intent-contracts';

/** How a step is undone, as its start records it. */
export type UndoKind = 'function' | 'none' | 'irreversible';

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
  };
  'execution.started': Record<string, never>;
  'execution.paused': { reason: PauseReason; problem: Problem };
  'execution.resumed': { status: 'running' | 'compensating'; retry?: { step: string } };
  'execution.compensating': { cause: Problem; steps: string[]; irreversible: string[] };
  'execution.compensation_failed': { step: string; problem: Problem };
  'execution.succeeded': { result: unknown };
  'execution.failed': { problem: Problem; residual_effects: ResidualEffect[] };
  'execution.compensated': { problem: Problem; residual_effects: ResidualEffect[] };
  'step.started': { step: string; attempt: number; undo: UndoKind };
  'step.retrying': { step: string; attempt: number; problem: Problem; not_applied: boolean; due_at: string };
  'step.succeeded': { step: string; attempt: number; output?: unknown };
  'step.failed': { step: string; attempt: number; problem: Problem; not_applied: boolean };
  'step.uncertain': { step: string; attempt: number; problem?: Problem };
  'step.resolved': {
    step: string;
    attempt: number;
    outcome: 'applied' | 'not_applied';
    output?: unknown;
    evidence: string;
  };
  'undo.started': { step: string; attempt: number };
  'undo.retrying': { step: string; attempt: number; problem: Problem; due_at: string };
  'undo.succeeded': { step: string; attempt: number };
  'undo.failed': { step: string; attempt: number; problem: Problem };
  'undo.skipped': { step: string; attempt: number; reason: string };
  'undo.resolved': { step: string; attempt: number; evidence: string };
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
