import { Type } from 'class-transformer';
import {
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  ValidateNested,
} from 'class-validator';
import { COLUMN_TYPES, SEMANTIC_TYPES, type ColumnType, type SemanticType } from '../content/profile.js';
import { IsNullable } from '../json/nullable.js';

export const MASH_MODES = ['union', 'join'] as const;
export type MashMode = (typeof MASH_MODES)[number];

export const MASH_FORMATS = ['parquet', 'csv', 'json'] as const;
export type MashFormat = (typeof MASH_FORMATS)[number];

/** A column of a source that a column of the data product was made from. */
export class MashColumnSource {
  @IsString() content_ref!: string;
  /** Its name in the source. */
  @IsString() column!: string;
  /** Why the two belong together, for people. */
  @IsString() reason!: string;
}

/** A column of the data product. */
export class MashColumn {
  @IsString() name!: string;
  @IsIn(COLUMN_TYPES) type!: ColumnType;
  @IsNullable() @IsIn(SEMANTIC_TYPES) semantic_type!: SemanticType | null;
  /** In the order of `content_refs`; of a join key the column of the table that is looked up in stands here too. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => MashColumnSource) sources!: MashColumnSource[];
}

/** What the data product's columns are. A union has a column `_source` beside them, which stands in no source. */
export class MashModel {
  @IsArray() @ValidateNested({ each: true }) @Type(() => MashColumn) columns!: MashColumn[];
  /** Sets of columns whose values tell every row of the data product apart. */
  @IsArray() keys!: string[][];
}

/** One end of a join. */
export class MashJoinSide {
  @IsString() content_ref!: string;
  @IsArray() @IsString({ each: true }) columns!: string[];
}

/** How a table was joined: each row of `left` is given the one row of `right` whose columns have the same values. */
export class MashJoin {
  @ValidateNested() @Type(() => MashJoinSide) left!: MashJoinSide;
  @ValidateNested() @Type(() => MashJoinSide) right!: MashJoinSide;
  @IsString() reason!: string;
}

/**
 * Something that whoever uses the data product should know. Codes: EMPTY_TABLE, EMPTY_ROWS, EMPTY_COLUMN, MISSING_VALUES,
 * DUPLICATE_ROWS, DUPLICATE_KEYS, COLUMN_NOT_IN_ALL, TYPES_RECONCILED, VALUES_NOT_CONVERTED, DATES_AMBIGUOUS,
 * ROWS_WITHOUT_MATCH, ROWS_NOT_LOOKED_UP, KEYS_FOLDED, and those of the warnings of a content's profile; there may be others.
 */
export class MashIssue {
  @IsString() code!: string;
  @IsString() detail!: string;
  @IsOptional() @IsString() content_ref?: string;
  /** Its name in the source; of the data product where no `content_ref` stands beside it. */
  @IsOptional() @IsString() column?: string;
  /** Rows or values that it is about. */
  @IsOptional() @IsInt() count?: number;
}

export class MashQuality {
  @IsArray() @ValidateNested({ each: true }) @Type(() => MashIssue) issues!: MashIssue[];
  /**
   * The share of the data product's cells that are filled, 0 to 1, to two places: cells that a source does not have, that
   * found no match or that could not be converted count as empty. Estimated for what was joined in.
   */
  @IsNumber() score!: number;
}

/** Rows in and out. */
export class MashRows {
  /** By content_ref. */
  @IsObject() in!: Record<string, number>;
  @IsInt() out!: number;
  /** Rows of the sources that are in no row of the data product: empty ones, and those that no row of a join asked for. */
  @IsInt() dropped!: number;
}

/** A table that the data product was made from. */
export class MashSource {
  @IsString() content_ref!: string;
  @IsString() artifact_id!: string;
  @IsString() filename!: string;
  /** The name of the table in the file. */
  @IsString() table!: string;
  /** Of the file, hexadecimal. */
  @IsString() sha256!: string;
}

/** Where the data product came from. `GET /api/artifact/{id}/lineage` has the graph around it. */
export class MashLineage {
  @IsString() execution_id!: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => MashSource) sources!: MashSource[];
  /** How tables were joined, in this order; none in a union. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => MashJoin) joins!: MashJoin[];
}

/** A data product: an artifact of kind `data_product`, and all that is known of how it came about. */
export class DataMash {
  @IsString() mash_id!: string;
  @IsString() artifact_id!: string;
  @IsString() filename!: string;
  @IsIn(MASH_FORMATS) format!: MashFormat;
  @IsString() media_type!: string;
  /** Bytes. */
  @IsInt() size!: number;
  /** Hexadecimal. */
  @IsString() sha256!: string;
  @IsIn(MASH_MODES) mode!: MashMode;
  @ValidateNested() @Type(() => MashModel) model!: MashModel;
  @ValidateNested() @Type(() => MashQuality) quality!: MashQuality;
  @ValidateNested() @Type(() => MashRows) rows!: MashRows;
  @ValidateNested() @Type(() => MashLineage) lineage!: MashLineage;
  @IsString() session_id!: string;
  @IsISO8601() created_at!: string;
}
