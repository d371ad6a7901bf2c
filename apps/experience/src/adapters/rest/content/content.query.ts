import { Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { TenantQuery } from '../tenant.query.js';

/** Query of `GET /v1/content`. */
export class ContentsQuery extends TenantQuery {
  @IsOptional() @IsString() @MaxLength(200) session_id?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) page_size?: number;
  @IsOptional() @IsString() @MaxLength(500) page_token?: string;
}

/** Query of `GET /v1/content/{id}/preview`. */
export class PreviewQuery extends TenantQuery {
  /** The name of a table in the profile or its number there, counted from 1; the first if left out. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(300) table?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1000) rows?: number;
  @IsOptional() @IsString() @MaxLength(500) page_token?: string;
}

/** Query of `DELETE /v1/content/{id}`. */
export class DeletionQuery extends TenantQuery {
  /** In which session it is done; that of the content if left out. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(200) session_id?: string;
}
