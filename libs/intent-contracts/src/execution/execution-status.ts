/** Every status an execution can be in. The last five are terminal. */
export const EXECUTION_STATUSES = [
  'queued',
  'running',
  'waiting',
  'paused',
  'compensating',
  'compensation_failed',
  'succeeded',
  'failed',
  'compensated',
  'cancelled',
  'terminated',
] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

export const TERMINAL_STATUSES = ['succeeded', 'failed', 'compensated', 'cancelled', 'terminated'] as const;
export type TerminalStatus = (typeof TERMINAL_STATUSES)[number];

/** Whether nothing will happen to an execution of this status any more. */
export function isTerminal(status: ExecutionStatus): status is TerminalStatus {
  return (TERMINAL_STATUSES as readonly ExecutionStatus[]).includes(status);
}

/** Why an execution is paused. */
export const PAUSE_REASONS = [
  'operator',
  'retries_exhausted',
  'uncertain',
  'history_mismatch',
  'handler_missing',
  'poison',
] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];
