import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsString, ValidateNested } from 'class-validator';
import { CONTENT_KINDS, ContentProfile, type ContentKind } from './profile.js';

/** A file that was taken in. Its id is its `artifact_id`. */
export class Content {
  @IsString() artifact_id!: string;
  @IsString() session_id!: string;
  /** The execution that took it in. */
  @IsString() execution_id!: string;
  @IsString() filename!: string;
  @IsIn(CONTENT_KINDS) kind!: ContentKind;
  @IsString() media_type!: string;
  /** Bytes. */
  @IsInt() size!: number;
  /** Hexadecimal. */
  @IsString() sha256!: string;
  @IsISO8601() created_at!: string;
}

/** Answer that carries one content with its profile. */
export class ContentDetail extends Content {
  @ValidateNested() @Type(() => ContentProfile) profile!: ContentProfile;
}
