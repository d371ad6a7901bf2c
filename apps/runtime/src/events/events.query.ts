import { IsOptional, IsString, Matches } from 'class-validator';

/** Query of `GET /api/execution/{id}/events`. */
export class ExecutionEventsQuery {
  @IsOptional() @IsString() tenant_id?: string;
  /** A cursor of this execution's stream, `latest` for what comes from now on; the beginning if left out. */
  @IsOptional() @IsString() after?: string;
}

/** Query of `GET /api/events`. */
export class FeedQuery {
  @IsOptional() @IsString() tenant_id?: string;
  @IsOptional() @IsString() session_id?: string;
  @IsOptional() @IsString() intent_type?: string;
  /** Event types, separated by commas: at most 50. */
  @IsOptional() @Matches(/^[^,]*(,[^,]*){0,49}$/, { message: 'type may name at most 50 event types' }) type?: string;
  /** A cursor of the tenant's feed, `latest` for what comes from now on; the beginning if left out. */
  @IsOptional() @IsString() after?: string;
}

/** Query of `GET /api/audit`. */
export class AuditQuery {
  @IsOptional() @IsString() tenant_id?: string;
  @IsOptional() @IsString() actor?: string;
  @IsOptional() @IsString() execution_id?: string;
  /** `next_cursor` of the page before; the beginning if left out. */
  @IsOptional() @IsString() after?: string;
}
