import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';

/** Query of `GET /v1/execution/{id}/events` as server-sent events. */
export class EventStreamQuery {
  /** A cursor of an earlier answer or event; `latest` for what comes from now on; from the beginning if left out. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(500) after?: string;
  /** Event types, separated by commas. */
  @IsOptional() @IsString() @MaxLength(2_000) type?: string;
  @IsOptional() @IsString() @MaxLength(200) tenant_id?: string;
}

/** Query of `GET /v1/events` as server-sent events. */
export class FeedStreamQuery extends EventStreamQuery {
  @IsOptional() @IsString() @MaxLength(200) session_id?: string;
}
