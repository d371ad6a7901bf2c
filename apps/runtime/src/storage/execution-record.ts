import type { ExecutionStatus, PauseReason } from '@app/intent-contracts';

/** One entry of an execution's log as it is stored. */
export interface LogEntry {
  /** 1, 2, 3 … without a hole within the execution. */
  readonly sequence: number;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** JSON text of the event's `data`. */
  readonly data: string;
}

/** An entry read from a feed over many executions, with what the feed needs of its execution. */
export interface FeedEntry extends LogEntry {
  /** Place in the store's one order of commits, as the store writes it; where a feed's cursor points. */
  readonly position: string;
  readonly executionId: string;
  readonly tenantId: string;
  readonly sessionId: string;
  readonly intentType: string;
}

/** The row of an execution: what folding its log gives, beside who runs it. */
export interface ExecutionRecord {
  readonly executionId: string;
  readonly tenantId: string;
  readonly sessionId: string;
  readonly intentType: string;
  readonly realm: string;
  readonly handlerVersion: number;
  readonly concurrencyKey: string | null;
  /** The execution that this one repeats. */
  readonly retryOf: string | null;
  readonly createdAt: number;
  status: ExecutionStatus;
  pauseReason: PauseReason | null;
  /** JSON text of why it is not running; null while it runs, and for one that is queued or has ended. */
  blockedOn: string | null;
  /** When a waiting execution is to be woken; null if only a signal or a command does. */
  wakeAt: number | null;
  completedSteps: number;
  currentStep: string | null;
  /** JSON text of what the handler returned. */
  result: string | null;
  /** JSON text of the problem that stopped it or turned it back. */
  error: string | null;
  /** JSON text of the residual effects; `[]` if there are none. */
  residualEffects: string;
  /** Sequence of the last entry. */
  sequence: number;
  updatedAt: number;
  finishedAt: number | null;
  /** The replica that runs it, if one does. Not part of the fold. */
  owner: string | null;
  /** Raised with every claim; a write under an older one changes nothing. Not part of the fold. */
  fence: number;
  /** Runs that began since the last recorded outcome or orderly hand-back: each but the one under way took the process with it. Not part of the fold. */
  runs: number;
}

/** Of an execution that nobody has taken yet. */
export const NOT_OWNED = { owner: null, fence: 0, runs: 0 } as const;
