import { Type } from 'class-transformer';
import { Allow, IsArray, IsString, ValidateNested } from 'class-validator';

/** Something that is known in a session: any JSON under a key. */
export class Fact {
  @IsString() key!: string;
  @Allow() value!: unknown;
}

/** Answer of `GET /api/session/{id}/state`. */
export class Facts {
  @IsArray() @ValidateNested({ each: true }) @Type(() => Fact) facts!: Fact[];
}
