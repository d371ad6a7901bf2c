import type { Delimiter, Encoding } from '../detection/file-format.js';
import type { StoredType } from './cell-shape.js';

/** How to read rows of a profiled file again, kept beside its profile. */
export type Reading = CsvReading | JsonReading | TextReading;

interface Columns {
  encoding: Encoding;
  names: string[];
  types: StoredType[];
}

export interface CsvReading extends Columns {
  format: 'csv';
  delimiter: Delimiter;
  header: boolean;
}

export interface JsonReading extends Columns {
  format: 'json';
  inArray: boolean;
  /** The members that the columns hold; absent if each row is one cell. */
  keys?: string[];
}

export interface TextReading {
  format: 'text';
  encoding: Encoding;
}
