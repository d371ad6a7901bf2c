import { Type } from 'class-transformer';
import { Allow, IsArray, IsOptional, IsString, ValidateNested } from 'class-validator';

/** Something that is known in a session: any JSON under a key. */
export class Fact {
  @IsString() key!: string;
  @Allow() value!: unknown;
}

/**
 * Answer of `GET /api/session/{id}/state`, in the order of the keys. Where values are large, a page has fewer facts than were
 * asked for: only one without `next_page_token` is the last.
 */
export class Facts {
  @IsArray() @ValidateNested({ each: true }) @Type(() => Fact) facts!: Fact[];
  @IsOptional() @IsString() next_page_token?: string;
}
