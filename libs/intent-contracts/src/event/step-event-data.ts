import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsISO8601, IsOptional, IsString, ValidateNested } from 'class-validator';
import { Problem } from '../problem/problem.js';
import { Noted } from './noted.js';

export class StepStartedData {
  @IsString() step!: string;
  /** 1, 2, 3 … */
  @IsInt() attempt!: number;
  /** How it would be undone. */
  @IsIn(['function', 'none', 'irreversible']) undo!: 'function' | 'none' | 'irreversible';
}

export class StepProgressData {
  @IsString() step!: string;
  @IsInt() attempt!: number;
  /** What the step says about how far it has come; any JSON. */
  @IsOptional() progress?: unknown;
}

export class StepRetryingData {
  @IsString() step!: string;
  /** The attempt that failed. */
  @IsInt() attempt!: number;
  @ValidateNested() @Type(() => Problem) problem!: Problem;
  /** Whether it is known that the attempt had no effect. */
  @IsBoolean() not_applied!: boolean;
  /** When it is tried again. */
  @IsISO8601() due_at!: string;
}

export class StepSucceededData extends Noted {
  @IsString() step!: string;
  @IsInt() attempt!: number;
  /** What the step returned; any JSON. */
  @IsOptional() output?: unknown;
}

export class StepFailedData extends Noted {
  @IsString() step!: string;
  @IsInt() attempt!: number;
  @ValidateNested() @Type(() => Problem) problem!: Problem;
  @IsBoolean() not_applied!: boolean;
}

export class StepUncertainData {
  @IsString() step!: string;
  @IsInt() attempt!: number;
  @IsOptional() @ValidateNested() @Type(() => Problem) problem?: Problem;
}

export class StepResolvedData extends Noted {
  /** Who told it; left out where nobody is known. */
  @IsOptional() @IsString() actor?: string;
  @IsString() step!: string;
  @IsInt() attempt!: number;
  @IsIn(['applied', 'not_applied']) outcome!: 'applied' | 'not_applied';
  @IsOptional() output?: unknown;
  /** How the operator knows. */
  @IsString() evidence!: string;
}

/** An attempt to undo a step. */
export class UndoAttemptData {
  @IsString() step!: string;
  @IsInt() attempt!: number;
}

export class UndoFailedData extends UndoAttemptData {
  @ValidateNested() @Type(() => Problem) problem!: Problem;
}

export class UndoRetryingData extends UndoFailedData {
  @IsISO8601() due_at!: string;
}

export class UndoSkippedData extends UndoAttemptData {
  /** Who told it; left out where nobody is known. */
  @IsOptional() @IsString() actor?: string;
  @IsString() reason!: string;
}

export class UndoResolvedData extends UndoAttemptData {
  /** Who told it; left out where nobody is known. */
  @IsOptional() @IsString() actor?: string;
  /** How the operator knows that it is undone. */
  @IsString() evidence!: string;
}
