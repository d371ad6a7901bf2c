import { IsInt, IsOptional } from 'class-validator';

/** What an outcome says beside itself. */
export class Noted {
  /** How many facts and events of the handler are committed up to here; left out if none came with this outcome. */
  @IsOptional() @IsInt() noted?: number;
}
