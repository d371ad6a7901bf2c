import type { Compression } from '@app/intent-contracts';

/** How the characters of a file are written down. A byte order mark is no part of them. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

interface Readable {
  /** Of what is read, which lies inside the stored bytes where they are compressed. */
  mediaType: string;
  compression?: Compression;
}

/** Rows of delimited fields, quoted as RFC 4180 says. */
export interface CsvFormat extends Readable {
  format: 'csv';
  encoding: Encoding;
  delimiter: Delimiter;
  header: boolean;
  /** Whether `header` is the likelier reading rather than one that the cells give away. */
  headerAssumed: boolean;
}

/** A JSON array, or JSON values one after another. */
export interface JsonFormat extends Readable {
  format: 'json';
  encoding: Encoding;
}

export interface TextFormat extends Readable {
  format: 'text';
  encoding: Encoding;
}

/** Columns with a schema. */
export interface ParquetFormat extends Readable {
  format: 'parquet';
}

/** A workbook of sheets. */
export interface XlsxFormat extends Readable {
  format: 'xlsx';
}

/** Anything that is kept as it is, without looking inside. */
export interface BinaryFormat {
  format: 'binary';
  mediaType: string;
  /** It holds tables that nobody here can read, so that it is not kept: why, and what to do about it. */
  unreadable?: string;
}

/** What can be read in a child. */
export type ReadableFormat = CsvFormat | JsonFormat | TextFormat | ParquetFormat | XlsxFormat;

/** What a file is, told by its bytes. */
export type FileFormat = ReadableFormat | BinaryFormat;

const STORED_AS: Record<Compression, string> = { gzip: 'application/gzip' };

/** The media type of the bytes as they are stored and handed out. */
export function storedMediaType(format: FileFormat): string {
  return format.format === 'binary' || format.compression === undefined
    ? format.mediaType
    : STORED_AS[format.compression];
}
