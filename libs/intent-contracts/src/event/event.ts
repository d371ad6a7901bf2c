import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  ValidateNested,
} from 'class-validator';
import { Execution } from '../execution/execution.js';

/** One entry of the log, as a CloudEvents 1.0 JSON envelope. */
export class ExecutionEvent {
  @IsIn(['1.0']) specversion!: '1.0';
  /** `<execution_id>:<sequence>`: the same on every transport, so a client can drop what it has seen. */
  @IsString() id!: string;
  @IsString() source!: string;
  /** One of the event types, or `<realm>.<name>` that a realm emitted. */
  @IsString() type!: string;
  /** The step, where the event is about one; else the execution. */
  @IsString() subject!: string;
  @IsISO8601() time!: string;
  @IsString() tenantid!: string;
  @IsString() sessionid!: string;
  @IsString() executionid!: string;
  /** 1, 2, 3 … without a hole within the execution. */
  @IsInt() sequence!: number;
  @IsOptional() @IsString() traceparent?: string;
  @IsObject() data!: Record<string, unknown>;
}

/** Events are missing from a page, since its cursor is older than what is kept. */
export class PageGap {
  /** From this cursor on everything is kept. */
  @IsString() oldest!: string;
  /** How the execution stands, in place of the events that are gone; on pages of one execution alone. */
  @IsOptional() @ValidateNested() @Type(() => Execution) status?: Execution;
}

/** A page of a stream. Going on from `next_cursor` loses nothing and repeats nothing, on any transport. */
export class EventPage {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ExecutionEvent) events!: ExecutionEvent[];
  /** The cursor of each of `events`: a reader who stops in the middle of a page goes on from there. */
  @IsArray() @IsString({ each: true }) cursors!: string[];
  /** Opaque. Equal to the one asked with when nothing has happened since. */
  @IsString() next_cursor!: string;
  /** Whether nothing can follow: the execution has ended and the page reaches its end. */
  @IsBoolean() done!: boolean;
  /** The cursor that the page begins after. */
  @IsOptional() @IsString() after?: string;
  /** Said where events between the cursor that was asked with and the first of `events` can be missing. */
  @IsOptional() @ValidateNested() @Type(() => PageGap) gap?: PageGap;
}
