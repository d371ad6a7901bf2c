import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';

/** Query of `GET /api/session/{id}/state`. */
export class FactsQuery {
  @IsOptional() @IsString() tenant_id?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) page_size?: number;
  @IsOptional() @IsString() page_token?: string;
}
