/** How the characters of a file are written down. A byte order mark is no part of them. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** Rows of delimited fields, quoted as RFC 4180 says. */
export interface CsvFormat {
  format: 'csv';
  mediaType: string;
  encoding: Encoding;
  delimiter: Delimiter;
  header: boolean;
  /** Whether `header` is the likelier reading rather than one that the cells give away. */
  headerAssumed: boolean;
}

/** A JSON array, or JSON values one after another. */
export interface JsonFormat {
  format: 'json';
  mediaType: string;
  encoding: Encoding;
}

export interface TextFormat {
  format: 'text';
  mediaType: string;
  encoding: Encoding;
}

/** Anything that is kept as it is, without looking inside. */
export interface BinaryFormat {
  format: 'binary';
  mediaType: string;
}

/** What can be read in a child. */
export type ReadableFormat = CsvFormat | JsonFormat | TextFormat;

/** What a file is, told by its bytes. */
export type FileFormat = ReadableFormat | BinaryFormat;
