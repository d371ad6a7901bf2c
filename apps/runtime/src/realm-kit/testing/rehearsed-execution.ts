import type { ExecutionStatus, PauseReason, Problem, ResidualEffect } from '@app/intent-contracts';
import type { StepRecord } from '../../sagas/step-history.js';
import type { RehearsedCall } from './watched-handler.js';

/** How a rehearsed execution stands when nothing goes on by itself any more. */
export interface RehearsedExecution<Output = unknown> {
  /** How it was run: `as it is`, or for example `with a crash after commit 3`. */
  readonly way: string;
  readonly executionId: string;
  readonly status: ExecutionStatus;
  readonly pauseReason?: PauseReason;
  /** What the handler returned, if it succeeded. */
  readonly result?: Output;
  /** Why it did not go on. */
  readonly problem?: Problem;
  readonly residualEffects: readonly ResidualEffect[];
  /** What was recorded as done and as undone, in order: `do reserve`, `do charge`, `undo charge`. */
  readonly story: readonly string[];
  /** Every call of `invoke` and `compensate`, those that crashes repeated included. */
  readonly calls: readonly RehearsedCall[];
  /** The steps in the order of their first starts. */
  readonly steps: readonly StepRecord[];
  /** What the realm has emitted, without the realm's name. */
  readonly emitted: readonly { readonly name: string; readonly data: unknown }[];
  /** The whole log. */
  readonly events: readonly { readonly sequence: number; readonly type: string; readonly data: unknown }[];
  /** The realm's facts. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** The artifacts that are there, by id. */
  readonly artifacts: Readonly<Record<string, { filename: string; kind: string | null; media_type: string }>>;
}

/** Thrown by a rehearsal when a handler does not keep what the engine relies on. */
export class RehearsalFailed extends Error {
  override readonly name = 'RehearsalFailed';
}
