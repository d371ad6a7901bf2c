import { CreateDataMashInput } from '@app/intent-contracts';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

/** Body of `POST /v1/data-mash/plan`: what is to be mashed, and whose it is. */
export class PlanMashBody extends CreateDataMashInput {
  @IsString() @IsNotEmpty() @MaxLength(200) tenant_id!: string;
}

/** Body of `POST /v1/data-mash/create`. */
export class CreateMashBody extends PlanMashBody {
  @IsString() @IsNotEmpty() @MaxLength(200) session_id!: string;
}
