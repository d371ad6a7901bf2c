import { isTerminal, EXECUTION_STATUSES, type ExecutionStatus } from './execution-status.js';

/** What an execution may be told. */
export const EXECUTION_COMMANDS = [
  'cancel',
  'pause',
  'resume',
  'retry',
  'terminate',
  'signal',
  'compensation/retry',
  'compensation/skip',
  'compensation/resolve',
  'step/resolve',
] as const;
export type ExecutionCommand = (typeof EXECUTION_COMMANDS)[number];

const UNFINISHED = EXECUTION_STATUSES.filter((status) => !isTerminal(status));

/** In which statuses a command does something. Elsewhere it is answered 409 `TRANSITION_NOT_ALLOWED`, or is a harmless repeat. */
export const COMMAND_ALLOWED_IN: Readonly<Record<ExecutionCommand, readonly ExecutionStatus[]>> = {
  cancel: ['queued', 'running', 'waiting', 'paused'],
  pause: ['queued', 'running', 'waiting', 'compensating'],
  resume: ['paused'],
  retry: ['paused', 'failed', 'compensated', 'cancelled', 'terminated'],
  terminate: UNFINISHED,
  signal: UNFINISHED,
  'compensation/retry': ['compensation_failed'],
  'compensation/skip': ['compensation_failed'],
  'compensation/resolve': ['compensation_failed'],
  'step/resolve': ['paused'],
};

/** The commands that an execution of this status takes: the `allowed` of a refusal. */
export function allowedCommands(status: ExecutionStatus): ExecutionCommand[] {
  return EXECUTION_COMMANDS.filter((command) => COMMAND_ALLOWED_IN[command].includes(status));
}
