import { Type } from 'class-transformer';
import {
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { defineQuery } from '../query/define-query.js';
import { Content, ContentDetail } from './content.js';
import { COLUMN_TYPES, ContentProfile, TableProfile, type ColumnType } from './profile.js';

/** Payload of `content.list`. */
export class ListContentInput {
  /** Only what was taken in within this session. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(200) session_id?: string;
  @IsOptional() @IsInt() @Min(1) @Max(200) page_size?: number;
  @IsOptional() @IsString() @MaxLength(500) page_token?: string;
}

/** Result of `content.list`, newest first. */
export class ListContentOutput {
  @IsArray() @ValidateNested({ each: true }) @Type(() => Content) contents!: Content[];
  @IsOptional() @IsString() next_page_token?: string;
}

export const ListContent = defineQuery({
  type: 'content.list',
  realm: 'content',
  title: 'What was taken in, newest first',
  input: ListContentInput,
  output: ListContentOutput,
});

/** Payload of the queries about one content. */
export class ContentRef {
  @IsString() @IsNotEmpty() @MaxLength(200) artifact_id!: string;
}

/** Result of `content.get`. */
export class GetContentOutput {
  @ValidateNested() @Type(() => ContentDetail) content!: ContentDetail;
}

export const GetContent = defineQuery({
  type: 'content.get',
  realm: 'content',
  title: 'One content with its profile',
  input: ContentRef,
  output: GetContentOutput,
});

/** Result of `content.profile`. */
export class ProfileContentOutput {
  @ValidateNested() @Type(() => ContentProfile) profile!: ContentProfile;
}

export const ProfileContent = defineQuery({
  type: 'content.profile',
  realm: 'content',
  title: 'What a content holds, column by column',
  input: ContentRef,
  output: ProfileContentOutput,
});

/** Payload of `content.preview`. */
export class PreviewContentInput {
  @IsString() @IsNotEmpty() @MaxLength(200) artifact_id!: string;
  /** The name of a table in the profile or its number there, counted from 1; the first if left out. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(300) table?: string;
  @IsOptional() @IsInt() @Min(1) @Max(1000) rows?: number;
  @IsOptional() @IsString() @MaxLength(500) page_token?: string;
}

export class PreviewColumn {
  @IsString() name!: string;
  @IsIn(COLUMN_TYPES) type!: ColumnType;
}

/**
 * Result of `content.preview`: rows as arrays in the order of `columns`, nulls for empty cells. Values are typed as in the
 * profile; the lines of a text are rows of one column, a binary content has neither columns nor rows. A page may have
 * fewer rows than were asked for: only one without `next_page_token` is the last.
 */
export class PreviewContentOutput {
  @IsArray() @ValidateNested({ each: true }) @Type(() => PreviewColumn) columns!: PreviewColumn[];
  @IsArray() rows!: unknown[][];
  @IsOptional() @IsString() next_page_token?: string;
}

export const PreviewContent = defineQuery({
  type: 'content.preview',
  realm: 'content',
  title: 'The first rows of a content, and the next ones',
  input: PreviewContentInput,
  output: PreviewContentOutput,
});

/** A table to compute with. */
export class ContentTable {
  @ValidateNested() @Type(() => TableProfile) table!: TableProfile;
  /**
   * A Parquet artifact with its rows, in columns `c1`, `c2` and on with the types of the profile, empty cells as nulls
   * and points in time in UTC; absent if the table was too wide to be copied.
   */
  @IsOptional() @IsString() artifact_id?: string;
}

/** Result of `content.tables`. */
export class ContentTablesOutput {
  @ValidateNested() @Type(() => Content) content!: Content;
  @IsArray() @ValidateNested({ each: true }) @Type(() => ContentTable) tables!: ContentTable[];
}

export const ContentTables = defineQuery({
  type: 'content.tables',
  realm: 'content',
  title: 'The tables of a content, to compute with',
  input: ContentRef,
  output: ContentTablesOutput,
});
