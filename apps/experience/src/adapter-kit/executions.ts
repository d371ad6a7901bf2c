import type { Execution, ExecutionCommand, ExecutionDetail, ExecutionPage, UndoPlan } from '@app/intent-contracts';
import type { Answer, Reading } from './answer.js';
import type { Caller } from './caller.js';

/** Which executions to list. Everything may be left out. */
export interface ExecutionFilter {
  status?: string | undefined;
  intent_type?: string | undefined;
  realm?: string | undefined;
  session_id?: string | undefined;
  created_after?: string | undefined;
  page_size?: number | undefined;
  page_token?: string | undefined;
}

/** How a status is read: as it is, or once it differs from what the client has. */
export interface StatusOptions {
  ifNoneMatch?: string | undefined;
  /** Seconds to wait for a status other than `ifNoneMatch`. */
  wait?: number | undefined;
}

/** What goes with a command. */
export interface CommandOptions {
  /** The step that `step/resolve` is about. */
  step?: string;
  /** The name of what is sent with `signal`. */
  signal?: string;
  body?: object;
}

/** The executions that Runtime keeps, and the commands that operators give them. */
export abstract class Executions {
  /** The status and every step. Rejects with `EXECUTION_NOT_FOUND` also for another tenant's. */
  abstract get(executionId: string, caller: Caller): Promise<Answer<ExecutionDetail>>;

  abstract status(executionId: string, options: StatusOptions, caller: Caller): Promise<Reading<Execution>>;

  /** Newest first. */
  abstract list(filter: ExecutionFilter, caller: Caller): Promise<Answer<ExecutionPage>>;

  /** What would be undone if it turned back now, in which order, and what cannot be. */
  abstract undoPlan(executionId: string, caller: Caller): Promise<Answer<UndoPlan>>;

  /** Repeating one is harmless; a signal needs an id for that. Rejects with `TRANSITION_NOT_ALLOWED` and what would be allowed instead. */
  abstract command(
    executionId: string,
    command: ExecutionCommand,
    options: CommandOptions,
    caller: Caller,
  ): Promise<Answer<Execution>>;
}
