import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, MaxLength, ValidateIf, ValidateNested } from 'class-validator';
import { defineIntent } from '../intent/define-intent.js';
import { CONTENT_KINDS, ContentProfile, type ContentKind } from './profile.js';

/** Payload of `content.upload`: a staged artifact, or the bytes themselves when they are few. */
export class UploadContentInput {
  /** What `POST /api/artifact/upload` answered with. */
  @ValidateIf((input: UploadContentInput) => input.file_data === undefined)
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  artifact_id?: string;

  /** Base64 of the file. Stored as an artifact at intake, so what is recorded is `artifact_id`. */
  @IsOptional() @IsString() file_data?: string;

  /** The name people know the file by; that of the artifact if left out. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(255) filename?: string;
}

/** Result of `content.upload`. */
export class UploadContentOutput {
  @IsString() artifact_id!: string;
  @IsString() filename!: string;
  @IsIn(CONTENT_KINDS) kind!: ContentKind;
  @IsString() media_type!: string;
  @IsInt() size!: number;
  @IsString() sha256!: string;
  @ValidateNested() @Type(() => ContentProfile) profile!: ContentProfile;
}

/** Take a file in: find out what it is, profile it, record it. */
export const UploadContent = defineIntent({
  type: 'content.upload',
  realm: 'content',
  title: 'Take in a file and profile it',
  input: UploadContentInput,
  output: UploadContentOutput,
});
