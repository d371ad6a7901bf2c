import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { defineIntent } from '../intent/define-intent.js';
import { DataMash, MASH_FORMATS, MASH_MODES, type MashFormat, type MashMode } from './data-mash.js';

const MOST_MASH_SOURCES = 32;
const MOST_MAPPED_COLUMNS = 1_000;
const MOST_KEY_COLUMNS = 4;
/** An artifact id, `#` and the name of a sheet. */
const LONGEST_REF = 500;
const LONGEST_COLUMN = 300;
/** What every database takes between quotes, and most people without. */
const CANONICAL_NAME = /^[\p{L}_][\p{L}\p{N}_]{0,62}$/u;

export class JoinKeySide {
  @IsString() @IsNotEmpty() @MaxLength(LONGEST_REF) content_ref!: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_KEY_COLUMNS)
  @IsString({ each: true })
  @MaxLength(LONGEST_COLUMN, { each: true })
  columns!: string[];
}

/** Which columns of two tables have the same values where their rows belong together; those of one side must be a key. */
export class JoinKey {
  @ValidateNested() @Type(() => JoinKeySide) left!: JoinKeySide;
  @ValidateNested() @Type(() => JoinKeySide) right!: JoinKeySide;
}

/** What a column is to be called in the data product. Columns of the same name are one column of a union. */
export class ColumnMapping {
  @IsString() @IsNotEmpty() @MaxLength(LONGEST_REF) content_ref!: string;
  @IsString() @IsNotEmpty() @MaxLength(LONGEST_COLUMN) column!: string;
  /** Null to leave the column out. */
  @ValidateIf((mapping: ColumnMapping) => mapping.to !== null)
  @Matches(CANONICAL_NAME, {
    message: '$property must be letters, digits and _, not begin with a digit, and be 63 at most',
  })
  to!: string | null;
}

/** What the planning is told; whatever is left out, it finds by itself. */
export class MashOptions {
  /** `union` puts tables below one another, `join` beside one another. `auto` takes what fits; it is the default. */
  @IsOptional() @IsIn(['auto', ...MASH_MODES]) mode?: 'auto' | MashMode;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_MASH_SOURCES)
  @ValidateNested({ each: true })
  @Type(() => JoinKey)
  join_keys?: JoinKey[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_MAPPED_COLUMNS)
  @ValidateNested({ each: true })
  @Type(() => ColumnMapping)
  mapping?: ColumnMapping[];
  /** What the data product is about, e.g. `sales`: its file is called so. */
  @IsOptional() @Matches(/^[a-z][a-z0-9_]{0,62}$/) target_domain?: string;
  /** `parquet` if left out. */
  @IsOptional() @IsIn(MASH_FORMATS) format?: MashFormat;
}

/** Payload of `data_mash.create` and `data_mash.plan`. */
export class CreateDataMashInput {
  /** The tables: a content's `artifact_id`, or `art_…#sheet` where it has several. */
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(MOST_MASH_SOURCES)
  @ArrayUnique()
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  @MaxLength(LONGEST_REF, { each: true })
  content_refs!: string[];
  @IsOptional() @ValidateNested() @Type(() => MashOptions) options?: MashOptions;
}

/** Result of `data_mash.create`. */
export class CreateDataMashOutput extends DataMash {}

/**
 * Mash tables into one data product, in steps that can be followed: validate-sources, assess-quality,
 * interpret-semantics, map-to-canonical, materialize, register. Fails with `MASH_IMPOSSIBLE` if they do not fit together,
 * with what was considered in its detail.
 */
export const CreateDataMash = defineIntent({
  type: 'data_mash.create',
  realm: 'insights',
  title: 'Mash several tables into one data product',
  input: CreateDataMashInput,
  output: CreateDataMashOutput,
});
