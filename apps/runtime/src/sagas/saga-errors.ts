import { problemOf, type Problem, type ProblemCode } from '@app/intent-contracts';

/** How a thrown error is to be read. */
export interface FailureOptions {
  /** Code of the problem that stands in the log; `STEP_FAILED` if left out. */
  code?: ProblemCode;
  /** True if the effect certainly did not happen, so that there is nothing to undo. */
  notApplied?: boolean;
  cause?: unknown;
}

/** Trying again cannot help: the step fails at once, and the execution turns back unless the handler catches it. */
export class TerminalError extends Error {
  override readonly name = 'TerminalError';
  readonly code: ProblemCode;
  readonly notApplied: boolean;

  constructor(message: string, { code = 'STEP_FAILED', notApplied = false, cause }: FailureOptions = {}) {
    super(message, { cause });
    this.code = code;
    this.notApplied = notApplied;
  }
}

/** Trying again may help; `retryAfter` (ms) says when, else the step's retry policy does. */
export class RetryableError extends Error {
  override readonly name = 'RetryableError';
  readonly code: ProblemCode;
  readonly notApplied: boolean;
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    { code = 'STEP_FAILED', notApplied = false, retryAfter, cause }: FailureOptions & { retryAfter?: number } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.notApplied = notApplied;
    this.retryAfter = retryAfter;
  }
}

/** What a handler catches when a step has failed for good: as recorded, live and replayed alike. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';

  constructor(
    readonly step: string,
    readonly problem: Problem,
  ) {
    super(problem.detail);
  }
}

/** Reads anything thrown as a problem. The message goes into the log, the stack does not. */
export function problemOfThrown(thrown: unknown, step?: string): Problem {
  if (thrown instanceof StepFailed) return thrown.problem;
  const extras = step === undefined ? {} : { step };
  const detail = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  if (thrown instanceof TerminalError || thrown instanceof RetryableError)
    return problemOf(thrown.code, detail, extras);
  return problemOf(step === undefined ? 'HANDLER_FAILED' : 'STEP_FAILED', detail, extras);
}

/** Whether the thrower vouches that nothing happened. */
export function isNotApplied(thrown: unknown): boolean {
  return (thrown instanceof TerminalError || thrown instanceof RetryableError) && thrown.notApplied;
}
