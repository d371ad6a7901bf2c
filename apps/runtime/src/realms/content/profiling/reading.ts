import type { Compression } from '@app/intent-contracts';
import type { Delimiter, Encoding } from '../detection/file-format.js';
import type { StoredType } from './cell-shape.js';

/** How to read rows of a profiled file again, kept beside its profile. */
export type Reading = (OneTable | XlsxReading) & Compressed;

/** How to read rows of one of its tables. */
export type PageReading = (OneTable | SheetPageReading) & Compressed;

type OneTable = CsvReading | JsonReading | ParquetReading | TextReading;

interface Compressed {
  compression?: Compression;
}

interface Columns {
  names: string[];
  types: StoredType[];
}

export interface CsvReading extends Columns {
  format: 'csv';
  encoding: Encoding;
  delimiter: Delimiter;
  header: boolean;
}

export interface JsonReading extends Columns {
  format: 'json';
  encoding: Encoding;
  inArray: boolean;
  /** The members that the columns hold; absent if each row is one cell. */
  keys?: string[];
}

export interface ParquetReading extends Columns {
  format: 'parquet';
}

export interface XlsxReading {
  format: 'xlsx';
  /** Of each table, in the order of the profile. */
  tables: SheetReading[];
}

export interface SheetPageReading extends SheetReading {
  format: 'sheet';
  /** Which of the sheets, counted from 0. */
  index: number;
}

export interface SheetReading extends Columns {
  header: boolean;
  /** The column of the sheet that is the first of the table, counted from 0. */
  left: number;
}

export interface TextReading {
  format: 'text';
  encoding: Encoding;
}

/** How to read the nth table of a file, counted from 0: from its Parquet copy, or from the file itself. */
export function pageReading(reading: Reading, nth: number, from: 'copy' | 'file'): PageReading {
  if (reading.format !== 'xlsx') return reading;
  const sheet = reading.tables[nth];
  if (sheet === undefined) throw new Error(`The workbook has no table ${nth}.`);
  const { names, types } = sheet;
  return from === 'copy' ? { format: 'parquet', names, types } : { format: 'sheet', index: nth, ...sheet };
}
