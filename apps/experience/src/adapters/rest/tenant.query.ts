import { IsOptional, IsString, MaxLength } from 'class-validator';

/** Query of reads by id: the tenant may be named, and must match if it is. */
export class TenantQuery {
  @IsOptional() @IsString() @MaxLength(200) tenant_id?: string;
}
