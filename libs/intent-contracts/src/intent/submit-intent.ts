import { IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';

/** Body of `POST /api/intent/submit` and `POST /v1/intent/submit`. */
export class SubmitIntent {
  @IsString() @IsNotEmpty() @MaxLength(200) intent_type!: string;
  @IsString() @IsNotEmpty() @MaxLength(200) realm!: string;
  @IsString() @IsNotEmpty() @MaxLength(200) session_id!: string;
  @IsString() @IsNotEmpty() @MaxLength(200) tenant_id!: string;
  /** What the intent type's own schema says; see `GET /api/intent/types`. */
  @IsObject() payload!: Record<string, unknown>;
  /** Executions of one tenant with the same key run one after another. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(200) concurrency_key?: string;
}
