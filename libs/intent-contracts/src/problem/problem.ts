import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { PROBLEMS, type ProblemCode } from './problem-code.js';

/** One thing wrong with the input, and where. `pointer` is an RFC 6901 JSON pointer into the body. */
export class InputError {
  @IsString() pointer!: string;
  @IsString() code!: string;
  @IsString() detail!: string;
}

/** RFC 9457 problem details: the body of every error, a status's `error`, and `problem` in failure events. */
export class Problem {
  /** A URN made of the code. */
  @IsString() type!: string;
  @IsString() title!: string;
  @IsInt() status!: number;
  /** What was wrong this time, and what to do. */
  @IsString() detail!: string;
  @IsOptional() @IsString() instance?: string;
  @IsString() code!: string;
  /** Whether the same request may succeed later. */
  @IsBoolean() retryable!: boolean;
  @IsOptional() @IsString() trace_id?: string;
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => InputError) errors?: InputError[];
  @IsOptional() @IsArray() @IsString({ each: true }) allowed?: string[];
  @IsOptional() @IsString() execution_id?: string;
  /** The step that failed, in problems of executions. */
  @IsOptional() @IsString() step?: string;
}

/** What a problem carries beside its code and detail. */
export type ProblemExtras = Pick<Problem, 'errors' | 'allowed' | 'execution_id' | 'step' | 'instance' | 'trace_id'>;

/** Builds the wire object of a catalogued code. */
export function problemOf(code: ProblemCode, detail: string, extras: ProblemExtras = {}): Problem {
  const { title, status, retryable } = PROBLEMS[code];
  return { type: `urn:symphainy:problem:${code.toLowerCase()}`, title, status, detail, code, retryable, ...extras };
}
