import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { TenantQuery } from '../tenant.query.js';

/** Query of `GET /v1/session`. */
export class SessionsQuery extends TenantQuery {
  @IsOptional() @IsString() @MaxLength(200) user_id?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) page_size?: number;
  @IsOptional() @IsString() @MaxLength(500) page_token?: string;
}
