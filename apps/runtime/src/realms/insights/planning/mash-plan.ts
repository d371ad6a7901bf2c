import type { ColumnType, MashIssue, MashMode, SemanticType } from '@app/intent-contracts';
import type { OverlapRequest } from './measures.js';
import type { ColumnPlace } from './source-table.js';
import type { Conversion } from './types.js';

/** A column of a source in its place in a column of the data product. */
export interface PlannedSource extends ColumnPlace {
  readonly reason: string;
  /** How its text is read; it is taken as it is if left out. */
  readonly conversion?: Conversion;
  /** Set where no row has a value, so that its type says nothing. */
  readonly isEmpty?: true;
}

export interface PlannedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly semantic_type: SemanticType | null;
  /** At most one of each source. In a join the values are those of the first; the others are keys that equal it. */
  readonly sources: readonly PlannedSource[];
}

/** Each row of the tables joined before gets the one row of `right` that has the same values. */
export interface PlannedJoin extends OverlapRequest {
  /** Whether each row of `left` has one of `right`. */
  readonly findsAll: boolean;
  readonly reason: string;
}

/** How a data product is made: everything but the rows. */
export interface MashPlan {
  readonly mode: MashMode;
  readonly columns: readonly PlannedColumn[];
  /** The source that the others are joined to; undefined in a union. */
  readonly base?: number;
  readonly joins: readonly PlannedJoin[];
  /** Sets of columns of the data product that may tell its rows apart: in a union that is still to be counted. */
  readonly keys: readonly (readonly string[])[];
  readonly issues: readonly MashIssue[];
  /** Rows of joined tables that no row asks for. */
  readonly unused: number;
  /** The share of filled cells that is expected of the data product, 0 to 1. */
  readonly filled: number;
}
