import { Type } from 'class-transformer';
import { IsArray, IsIn, IsNotEmpty, IsObject, IsString, MaxLength, ValidateNested } from 'class-validator';
import { defineQuery } from '../query/define-query.js';
import { CreateDataMashInput } from './create-data-mash.intent.js';
import { DataMash, MASH_MODES, MashColumn, MashIssue, MashJoin, type MashMode } from './data-mash.js';

/** Payload of `data_mash.get`. */
export class DataMashRef {
  @IsString() @IsNotEmpty() @MaxLength(200) mash_id!: string;
}

/** Result of `data_mash.get`. */
export class GetDataMashOutput {
  @ValidateNested() @Type(() => DataMash) mash!: DataMash;
}

export const GetDataMash = defineQuery({
  type: 'data_mash.get',
  realm: 'insights',
  title: 'A data product, its model, quality report and lineage',
  input: DataMashRef,
  output: GetDataMashOutput,
});

/** Result of `data_mash.plan`: what `data_mash.create` would do with the same input. */
export class PlanDataMashOutput {
  @IsIn(MASH_MODES) mode!: MashMode;
  @IsArray() @ValidateNested({ each: true }) @Type(() => MashColumn) columns!: MashColumn[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => MashJoin) joins!: MashJoin[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => MashIssue) issues!: MashIssue[];
  /** By content_ref. */
  @IsObject() rows_in!: Record<string, number>;
}

export const PlanDataMash = defineQuery({
  type: 'data_mash.plan',
  realm: 'insights',
  title: 'How tables would be mashed, without doing it',
  input: CreateDataMashInput,
  output: PlanDataMashOutput,
});
