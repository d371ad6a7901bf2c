import { Type } from 'class-transformer';
import { IsNotEmpty, IsObject, IsString, MaxLength } from 'class-validator';

/** What is known of a file whose bytes Runtime holds, before an intent names them. */
export class StagedFile {
  @IsString() artifact_id!: string;
  @IsString() filename!: string;
}

/** The form of `POST /v1/content/upload`, its file replaced by where the bytes are. */
export class UploadForm {
  @IsObject({ message: 'file is missing: send it as a part named "file" with a filename' })
  @Type(() => StagedFile)
  file!: StagedFile;

  @IsString() @IsNotEmpty() @MaxLength(200) tenant_id!: string;
  @IsString() @IsNotEmpty() @MaxLength(200) session_id!: string;
}
