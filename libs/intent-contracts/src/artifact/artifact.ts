import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsISO8601, IsOptional, IsString, ValidateNested } from 'class-validator';
import { IsNullable } from '../json/nullable.js';

export const ARTIFACT_STATUSES = ['staged', 'committed'] as const;

/** Bytes that Runtime keeps, and what is known of them. */
export class Artifact {
  @IsString() artifact_id!: string;
  /** `staged` until an accepted intent names it; then it belongs to that intent's tenant and session. */
  @IsIn(ARTIFACT_STATUSES) status!: (typeof ARTIFACT_STATUSES)[number];
  @IsNullable() @IsString() tenant_id!: string | null;
  @IsNullable() @IsString() session_id!: string | null;
  @IsNullable() @IsString() execution_id!: string | null;
  @IsString() filename!: string;
  /** What the realm found the bytes to be, e.g. `table`; null while nobody has looked. */
  @IsNullable() @IsString() kind!: string | null;
  @IsString() media_type!: string;
  /** Bytes. */
  @IsInt() size!: number;
  /** Hexadecimal. */
  @IsString() sha256!: string;
  @IsISO8601() created_at!: string;
}

/** Answer that carries one artifact. */
export class ArtifactAnswer {
  @ValidateNested() @Type(() => Artifact) artifact!: Artifact;
}

/** Answer of `GET /api/artifact`, newest first. */
export class ArtifactPage {
  @IsArray() @ValidateNested({ each: true }) @Type(() => Artifact) artifacts!: Artifact[];
  @IsOptional() @IsString() next_page_token?: string;
}
