import type { ExecutionStatus } from './execution-status.js';

/** What an operator may tell an execution to do. */
export const EXECUTION_COMMANDS = [
  'resume',
  'retry',
  'compensation/retry',
  'compensation/skip',
  'compensation/resolve',
  'step/resolve',
] as const;
export type ExecutionCommand = (typeof EXECUTION_COMMANDS)[number];

/** In which statuses a command is legal. Anywhere else it is answered 409 `TRANSITION_NOT_ALLOWED`. */
export const COMMAND_ALLOWED_IN: Readonly<Record<ExecutionCommand, readonly ExecutionStatus[]>> = {
  resume: ['paused'],
  retry: ['paused'],
  'compensation/retry': ['compensation_failed'],
  'compensation/skip': ['compensation_failed'],
  'compensation/resolve': ['compensation_failed'],
  'step/resolve': ['paused'],
};

/** The commands that an execution of this status takes: the `allowed` of a refusal. */
export function allowedCommands(status: ExecutionStatus): ExecutionCommand[] {
  return EXECUTION_COMMANDS.filter((command) => COMMAND_ALLOWED_IN[command].includes(status));
}
