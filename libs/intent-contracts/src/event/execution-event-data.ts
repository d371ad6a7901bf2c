import { Type } from 'class-transformer';
import { IsArray, IsDefined, IsIn, IsInt, IsISO8601, IsOptional, IsString, ValidateNested } from 'class-validator';
import { Acted } from './acted.js';
import { OpenWait, ResidualEffect } from '../execution/execution.js';
import { PAUSE_REASONS, type PauseReason } from '../execution/execution-status.js';
import { Problem } from '../problem/problem.js';
import { Noted } from './noted.js';

export class ExecutionAcceptedData extends Acted {
  @IsString() intent_type!: string;
  @IsString() realm!: string;
  /** The version of the handler that carries the execution out, whatever is deployed meanwhile. */
  @IsInt() handler_version!: number;
  /** As it was submitted, with references in place of bytes. */
  @IsDefined() payload!: unknown;
  @IsOptional() @IsString() concurrency_key?: string;
  /** When the execution is to be turned back if it has not ended. */
  @IsOptional() @IsISO8601() deadline_at?: string;
  /** The execution that this one repeats. */
  @IsOptional() @IsString() retry_of?: string;
}

export class ExecutionWaitingData {
  @IsArray() @ValidateNested({ each: true }) @Type(() => OpenWait) waits!: OpenWait[];
  /** The earliest time at which one of the waits ends by itself. */
  @IsOptional() @IsISO8601() wake_at?: string;
}

export class ExecutionPausedData extends Acted {
  @IsIn(PAUSE_REASONS) reason!: PauseReason;
  @IsOptional() @ValidateNested() @Type(() => Problem) problem?: Problem;
  @IsOptional() @IsString() step?: string;
  /** What the operator said about it. */
  @IsOptional() @IsString() note?: string;
}

/** A step whose attempts are counted anew. */
export class RetriedStep {
  @IsString() step!: string;
}

export class ExecutionResumedData extends Acted {
  @IsIn(['queued', 'running', 'compensating']) status!: 'queued' | 'running' | 'compensating';
  @IsOptional() @ValidateNested() @Type(() => RetriedStep) retry?: RetriedStep;
}

export class CancelRequestedData extends Acted {
  @IsOptional() @IsString() reason?: string;
}

export class ExecutionCompensatingData {
  /** Why it turned back. */
  @IsIn(['failure', 'deadline', 'cancel']) trigger!: 'failure' | 'deadline' | 'cancel';
  @ValidateNested() @Type(() => Problem) cause!: Problem;
  /** What will be undone, in this order. */
  @IsArray() @IsString({ each: true }) steps!: string[];
  /** What cannot be. */
  @IsArray() @IsString({ each: true }) irreversible!: string[];
}

export class CompensationFailedData {
  /** The step whose undo has failed for good: an operator decides. */
  @IsString() step!: string;
  @ValidateNested() @Type(() => Problem) problem!: Problem;
}

export class ExecutionSucceededData extends Noted {
  /** What the handler returned. */
  @IsOptional() result?: unknown;
}

/** How an execution ended that did not succeed, and what it leaves behind. */
export class ExecutionEndedData {
  @ValidateNested() @Type(() => Problem) problem!: Problem;
  @IsArray() @ValidateNested({ each: true }) @Type(() => ResidualEffect) residual_effects!: ResidualEffect[];
}

export class ExecutionTerminatedData extends ExecutionEndedData {
  /** Who told it; left out where nobody is known. */
  @IsOptional() @IsString() actor?: string;
  @IsString() reason!: string;
}
