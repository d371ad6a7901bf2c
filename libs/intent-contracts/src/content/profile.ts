import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { IsNullable } from '../json/nullable.js';

export const COLUMN_TYPES = ['boolean', 'integer', 'number', 'date', 'time', 'timestamp', 'text', 'json'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

export const SEMANTIC_TYPES = [
  'identifier',
  'email',
  'url',
  'datetime',
  'money',
  'percentage',
  'country',
  'boolean',
  'category',
  'text',
  'number',
] as const;
export type SemanticType = (typeof SEMANTIC_TYPES)[number];

export const CONTENT_KINDS = ['table', 'text', 'binary'] as const;
export type ContentKind = (typeof CONTENT_KINDS)[number];

export const COMPRESSIONS = ['gzip'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

/** What one column holds. Empty cells are nulls; in JSON and Parquet, which have nulls of their own, only those. */
export class ColumnProfile {
  @IsString() name!: string;
  @IsIn(COLUMN_TYPES) type!: ColumnType;
  @IsNullable() @IsIn(SEMANTIC_TYPES) semantic_type!: SemanticType | null;
  @IsInt() nulls!: number;
  /** Different values, nulls not counted. */
  @IsInt() distinct!: number;
  /**
   * A JSON number for numbers, ISO text for dates and times (with `Z` where the file has time zones), else text, cut
   * after 200 characters; null in an empty column and for `json`. A whole number or a Parquet decimal that a JSON
   * number would round is text. Infinities and NaN, which Parquet can hold, are passed over.
   */
  @IsNullable() min!: number | string | boolean | null;
  @IsNullable() max!: number | string | boolean | null;
  /** The 25th, 50th and 75th percentile of a numeric column, estimated above a million values. */
  @IsOptional() @IsArray() quantiles?: number[];
  /** Up to three different values as they stand in the file; long ones are cut. Bytes are Base64. */
  @IsArray() examples!: unknown[];
}

/**
 * One table of a file: CSV, JSON and Parquet have one, named after the file without its endings; a workbook has one for
 * each of its sheets, by the sheet's name.
 */
export class TableProfile {
  @IsString() name!: string;
  @IsInt() rows!: number;
  @IsArray() @ValidateNested({ each: true }) @Type(() => ColumnProfile) columns!: ColumnProfile[];
  @IsOptional() @IsString() encoding?: string;
  @IsOptional() @IsString() delimiter?: string;
  /** Whether the file names its columns, in its first row or as keys; if not, they are called `column_1` and on. */
  @IsBoolean() header!: boolean;
  @IsInt() duplicate_rows!: number;
  /** Sets of columns whose values tell every row apart. */
  @IsArray() candidate_keys!: string[][];
}

/** What a text file holds. An empty file is a text without lines. */
export class TextProfile {
  @IsString() encoding!: string;
  @IsInt() lines!: number;
  @IsInt() characters!: number;
}

/**
 * Something in the file that its owner may want to mend. Rows are counted from 1, without the header.
 * Codes: EMPTY_FILE, ENCODING_GUESSED, HEADER_ASSUMED, ROWS_TOO_SHORT, ROWS_TOO_LONG, DUPLICATE_COLUMN_NAME,
 * MIXED_VALUES, COLUMNS_LEFT_OUT; DECIMAL_COMMA and THOUSANDS_SEPARATOR where numbers were read from such text,
 * NUMBERS_AMBIGUOUS where they could have been read otherwise; of workbooks EMPTY_SHEET, SHEET_LEFT_OUT, CELL_ERRORS,
 * FORMULAS_NOT_CALCULATED, CELLS_MERGED; there may be others.
 */
export class ProfileWarning {
  @IsString() code!: string;
  @IsString() detail!: string;
  @IsOptional() @IsString() table?: string;
  @IsOptional() @IsInt() row?: number;
  @IsOptional() @IsString() column?: string;
}

/** What a file holds, told by its bytes and not by its name. */
export class ContentProfile {
  @IsIn(CONTENT_KINDS) kind!: ContentKind;
  /**
   * How the stored bytes are compressed, absent if they are not. All else here is about what is inside. The media type
   * of the content stays that of the stored bytes (`application/gzip`), since that is what a download carries.
   * A compressed file with nothing readable inside, another compressed file among it, is `binary` and has neither.
   */
  @IsOptional() @IsIn(COMPRESSIONS) compression?: Compression;
  /** With `compression`: the media type of what is inside. */
  @IsOptional() @IsString() inner_media_type?: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => TableProfile) tables!: TableProfile[];
  @IsOptional() @ValidateNested() @Type(() => TextProfile) text?: TextProfile;
  @IsArray() @ValidateNested({ each: true }) @Type(() => ProfileWarning) warnings!: ProfileWarning[];
}
