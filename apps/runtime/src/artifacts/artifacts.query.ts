import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';

/** Query of `GET /api/artifact`. */
export class ArtifactsQuery {
  @IsOptional() @IsString() tenant_id?: string;
  @IsOptional() @IsString() session_id?: string;
  @IsOptional() @IsString() kind?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) page_size?: number;
  @IsOptional() @IsString() page_token?: string;
}
