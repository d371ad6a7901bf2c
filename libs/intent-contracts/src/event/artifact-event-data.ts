import { IsInt, IsOptional, IsString } from 'class-validator';

/** An artifact that a step has made. */
export class ArtifactCreatedData {
  @IsString() artifact_id!: string;
  @IsString() filename!: string;
  @IsOptional() @IsString() kind?: string;
  @IsString() media_type!: string;
  /** Bytes. */
  @IsInt() size!: number;
  /** Hexadecimal. */
  @IsString() sha256!: string;
}
