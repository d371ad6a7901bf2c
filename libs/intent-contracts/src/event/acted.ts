import { IsOptional, IsString } from 'class-validator';

/** What somebody told the execution. */
export class Acted {
  /** Who: the subject of a token, or `key:<id>`; left out where nobody is known, and where nobody told it. */
  @IsOptional() @IsString() actor?: string;
}
