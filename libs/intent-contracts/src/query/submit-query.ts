import { IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';

/** Body of `POST /api/query/submit`. */
export class SubmitQuery {
  @IsString() @IsNotEmpty() @MaxLength(200) query_type!: string;
  @IsString() @IsNotEmpty() @MaxLength(200) realm!: string;
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(200) session_id?: string;
  @IsString() @IsNotEmpty() @MaxLength(200) tenant_id!: string;
  /** What the query type's own schema says; see `GET /api/query/types`. */
  @IsObject() payload!: Record<string, unknown>;
}

/** Answer of `POST /api/query/submit`. */
export class QueryAnswer {
  @IsObject() result!: Record<string, unknown>;
}
