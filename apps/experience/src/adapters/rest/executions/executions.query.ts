import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { EXECUTION_STATUSES, type ExecutionStatus } from '@app/intent-contracts';
import { TenantQuery } from '../tenant.query.js';

/** Query of `GET /v1/execution`. */
export class ExecutionsQuery extends TenantQuery {
  @IsOptional() @IsIn(EXECUTION_STATUSES) status?: ExecutionStatus;
  @IsOptional() @IsString() @MaxLength(200) intent_type?: string;
  @IsOptional() @IsString() @MaxLength(200) realm?: string;
  @IsOptional() @IsString() @MaxLength(200) session_id?: string;
  @IsOptional() @IsISO8601() created_after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) page_size?: number;
  @IsOptional() @IsString() @MaxLength(500) page_token?: string;
}
