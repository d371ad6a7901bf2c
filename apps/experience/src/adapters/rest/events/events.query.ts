import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { TenantQuery } from '../tenant.query.js';

/** Query of `GET /v1/execution/{id}/events`. */
export class ExecutionEventsQuery extends TenantQuery {
  /** A cursor of an earlier answer or event; from the beginning if left out. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(500) after?: string;
}

/** Query of `GET /v1/events`. */
export class EventsQuery extends ExecutionEventsQuery {
  @IsOptional() @IsString() @MaxLength(200) session_id?: string;
  @IsOptional() @IsString() @MaxLength(200) intent_type?: string;
  @IsOptional() @IsString() @MaxLength(200) type?: string;
}
