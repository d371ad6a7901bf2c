import { Type } from 'class-transformer';
import { IsArray, IsISO8601, IsString, ValidateNested } from 'class-validator';
import { SystemAnswer } from '@app/intent-contracts';

/** What this Experience says of itself. */
export class ExperienceSystem {
  @IsISO8601() started_at!: string;
  /** By which adapters it delivers. */
  @IsArray() @IsString({ each: true }) adapters!: string[];
}

/** Answer of `GET /v1/system`: Runtime's, and what is about Experience. */
export class DescribedSystem extends SystemAnswer {
  @ValidateNested() @Type(() => ExperienceSystem) experience!: ExperienceSystem;
}
