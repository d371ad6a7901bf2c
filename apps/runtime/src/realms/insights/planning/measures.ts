import type { ColumnPlace, ColumnSet } from './source-table.js';
import type { Comparison, Conversion } from './types.js';

/** How far the values of two sets of columns are the same. */
export interface OverlapRequest {
  readonly left: ColumnSet;
  readonly right: ColumnSet;
  /** For each column and its partner. */
  readonly comparisons: readonly Comparison[];
  /** Whether upper case and space around texts are passed over. */
  readonly folded: boolean;
}

/** Rows with nulls in the columns are counted nowhere. */
export interface Overlap {
  readonly leftRows: number;
  readonly leftDistinct: number;
  readonly rightRows: number;
  readonly rightDistinct: number;
  /** Different values that both have. */
  readonly common: number;
  /** Rows of the left with a value that the right has. */
  readonly leftMatched: number;
}

/** How many texts of a column each conversion can read. */
export type Convertible = Readonly<Record<Conversion, number>>;

export interface Measuring {
  readonly overlaps: readonly OverlapRequest[];
  /** Columns of text. */
  readonly conversions: readonly ColumnPlace[];
}

/** The answers, in the order of the requests. */
export interface Measures {
  readonly overlaps: readonly Overlap[];
  readonly conversions: readonly Convertible[];
}
