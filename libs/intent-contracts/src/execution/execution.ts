import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsInt, IsISO8601, IsOptional, IsString, ValidateNested } from 'class-validator';
import { Problem } from '../problem/problem.js';
import { EXECUTION_STATUSES, PAUSE_REASONS, type ExecutionStatus, type PauseReason } from './execution-status.js';
import { IsNullable } from '../json/nullable.js';

/** Where to look next. In Runtime's answers these are Runtime's paths, in Experience's its own. */
export class ExecutionLinks {
  @IsString() status!: string;
  @IsString() events!: string;
}

/** 202 of a submit: the intent is on disk and will be carried out. */
export class ExecutionAccepted {
  @IsString() execution_id!: string;
  @IsString() intent_type!: string;
  @IsString() realm!: string;
  @IsString() session_id!: string;
  @IsString() tenant_id!: string;
  @IsIn(EXECUTION_STATUSES) status!: ExecutionStatus;
  @IsBoolean() done!: boolean;
  @IsISO8601() created_at!: string;
  @ValidateNested() @Type(() => ExecutionLinks) links!: ExecutionLinks;
}

/** How far an execution has come. */
export class ExecutionProgress {
  @IsInt() completed_steps!: number;
  /** The step that began last and has not ended; null between steps. */
  @IsNullable() @IsString() current_step!: string | null;
}

export const RESIDUAL_CAUSES = ['irreversible', 'skipped', 'terminated'] as const;

/** Something in the world that this execution leaves behind although it was turned back. */
export class ResidualEffect {
  @IsString() step!: string;
  /** It cannot be undone, an operator left it, or the execution was terminated before its undo. */
  @IsIn(RESIDUAL_CAUSES) cause!: (typeof RESIDUAL_CAUSES)[number];
  @IsOptional() @IsString() reason?: string;
}

export const BLOCKED_BY = ['slot', 'concurrency_key', 'wait', 'pause', 'undo'] as const;

/** A wait that an execution is in: a sleep, a signal, or the pause before a step is tried again. */
export class OpenWait {
  /** `name#n`, n counting the waits of that name; the step's name where it is one that will be tried again. */
  @IsString() wait!: string;
  @IsIn(['sleep', 'signal', 'retry']) kind!: 'sleep' | 'signal' | 'retry';
  @IsOptional() @IsISO8601() due_at?: string;
}

/** Why an execution is not running, and what would set it going. */
export class BlockedOn {
  /** Waits for a free worker; for another execution of its key; for time or a signal; for an operator. */
  @IsIn(BLOCKED_BY) kind!: (typeof BLOCKED_BY)[number];
  @IsString() detail!: string;
  @IsOptional() @IsString() concurrency_key?: string;
  @IsOptional() @IsString() step?: string;
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => OpenWait) waits?: OpenWait[];
}

/** Answer of `GET /api/execution/{id}/status`. */
export class Execution {
  @IsString() execution_id!: string;
  @IsString() intent_type!: string;
  @IsString() realm!: string;
  @IsString() session_id!: string;
  @IsString() tenant_id!: string;
  @IsIn(EXECUTION_STATUSES) status!: ExecutionStatus;
  @IsBoolean() done!: boolean;
  @IsOptional() @IsIn(PAUSE_REASONS) pause_reason?: PauseReason;
  /** Only while it is not running and has not ended. */
  @IsOptional() @ValidateNested() @Type(() => BlockedOn) blocked_on?: BlockedOn;
  /** The execution that this one repeats, from the top. */
  @IsOptional() @IsString() retry_of?: string;
  @ValidateNested() @Type(() => ExecutionProgress) progress!: ExecutionProgress;
  /** What the handler returned; only when `succeeded`. */
  @IsOptional() result?: unknown;
  /** Why it did not go on; when failed, compensated, compensating, compensation_failed or paused. */
  @IsOptional() @ValidateNested() @Type(() => Problem) error?: Problem;
  @IsArray() @ValidateNested({ each: true }) @Type(() => ResidualEffect) residual_effects!: ResidualEffect[];
  /** Resume point in this execution's event stream: everything up to it is reflected here. */
  @IsString() cursor!: string;
  @IsISO8601() created_at!: string;
  @IsISO8601() updated_at!: string;
  @IsNullable() @IsISO8601() finished_at!: string | null;
}

export const STEP_STATES = ['running', 'retrying', 'uncertain', 'succeeded', 'failed'] as const;
export const UNDO_STATES = [
  'pending',
  'running',
  'retrying',
  'succeeded',
  'failed',
  'skipped',
  'resolved',
  'not_needed',
] as const;

/** One try of a step or of its undo. */
export class Attempt {
  @IsInt() attempt!: number;
  @IsISO8601() started_at!: string;
  /** Null while it runs, and for one whose process died. */
  @IsNullable() @IsISO8601() ended_at!: string | null;
  @IsOptional() @ValidateNested() @Type(() => Problem) problem?: Problem;
}

/** How the undo of a step went. */
export class StepUndo {
  @IsIn(UNDO_STATES) state!: (typeof UNDO_STATES)[number];
  @IsArray() @ValidateNested({ each: true }) @Type(() => Attempt) attempts!: Attempt[];
  @IsOptional() @IsString() reason?: string;
}

/** One step of an execution: what was tried, how it ended, how it was undone. */
export class Step {
  @IsString() name!: string;
  @IsIn(STEP_STATES) state!: (typeof STEP_STATES)[number];
  @IsIn(['function', 'none', 'irreversible']) undo_kind!: 'function' | 'none' | 'irreversible';
  @IsArray() @ValidateNested({ each: true }) @Type(() => Attempt) attempts!: Attempt[];
  /** What the step returned; any JSON. */
  @IsOptional() output?: unknown;
  @IsOptional() @ValidateNested() @Type(() => StepUndo) undo?: StepUndo;
}

/** Answer of `GET /api/execution/{id}`: the status and every step. */
export class ExecutionDetail extends Execution {
  @IsArray() @ValidateNested({ each: true }) @Type(() => Step) steps!: Step[];
  /** Said where the steps are no longer known: the log is dropped some time after the end. */
  @IsOptional() @IsBoolean() log_dropped?: boolean;
}

/** A step whose effect stands or may stand in the world. */
export class PlannedUndo {
  @IsString() step!: string;
  /** `undo`: its undo would run, or has yet to; `irreversible` or `skipped`: it stays. */
  @IsIn(['undo', 'irreversible', 'skipped']) action!: 'undo' | 'irreversible' | 'skipped';
  /** Whether it is known that the step took effect. If not, its undo is given no output. */
  @IsIn(['applied', 'unknown']) effect!: 'applied' | 'unknown';
  @IsOptional() @IsString() reason?: string;
}

/** Answer of `GET /api/execution/{id}/undo-plan`: what would be undone if it turned back now, in that order; what is left of it if it has. */
export class UndoPlan {
  @IsString() execution_id!: string;
  @IsIn(EXECUTION_STATUSES) status!: ExecutionStatus;
  @IsArray() @ValidateNested({ each: true }) @Type(() => PlannedUndo) steps!: PlannedUndo[];
}

/** Answer of `GET /api/execution`, newest first. */
export class ExecutionPage {
  @IsArray() @ValidateNested({ each: true }) @Type(() => Execution) executions!: Execution[];
  @IsOptional() @IsString() next_page_token?: string;
}
