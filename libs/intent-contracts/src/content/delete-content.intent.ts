import { IsInt, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { defineIntent } from '../intent/define-intent.js';

/** Payload of `content.delete`. */
export class DeleteContentInput {
  @IsString() @IsNotEmpty() @MaxLength(200) artifact_id!: string;
}

/** Result of `content.delete`: what is there no more. */
export class DeleteContentOutput {
  @IsString() artifact_id!: string;
  @IsString() filename!: string;
  /** Bytes. */
  @IsInt() size!: number;
}

/** Delete a content: what is known of it, its artifact and its bytes. Fails with `CONTENT_NOT_FOUND` if there is none. */
export const DeleteContent = defineIntent({
  type: 'content.delete',
  realm: 'content',
  title: 'Delete a content and its bytes',
  input: DeleteContentInput,
  output: DeleteContentOutput,
  takesArtifact: false,
});
