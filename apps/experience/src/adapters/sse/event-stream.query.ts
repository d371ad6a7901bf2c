import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';

/** Query of `GET /v1/execution/{id}/events` as server-sent events. */
export class EventStreamQuery {
  /** A cursor of an earlier answer or event; from the beginning if left out. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(500) after?: string;
  @IsOptional() @IsString() @MaxLength(200) tenant_id?: string;
}
