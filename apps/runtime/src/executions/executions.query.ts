import { EXECUTION_STATUSES, type ExecutionStatus } from '@app/intent-contracts';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, Max, Min } from 'class-validator';

/** Query of `GET /api/execution`. */
export class ExecutionsQuery {
  @IsOptional() @IsString() tenant_id?: string;
  @IsOptional() @IsIn(EXECUTION_STATUSES) status?: ExecutionStatus;
  @IsOptional() @IsString() intent_type?: string;
  @IsOptional() @IsString() realm?: string;
  @IsOptional() @IsString() session_id?: string;
  /** Exclusive. */
  @IsOptional() @IsISO8601() created_after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) page_size?: number;
  @IsOptional() @IsString() page_token?: string;
}
