import type { ColumnType, SemanticType } from '@app/intent-contracts';

/** What planning needs to know of a column. */
export interface SourceColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly semantic_type: SemanticType | null;
  readonly nulls: number;
  /** Different values, nulls not counted. */
  readonly distinct: number;
}

/** A table that is to be mashed. The nth of its columns is `c<n>` in its copy. */
export interface SourceTable {
  readonly content_ref: string;
  readonly artifact_id: string;
  readonly filename: string;
  readonly table: string;
  /** Of the file, hexadecimal. */
  readonly sha256: string;
  /** The Parquet artifact with its rows. */
  readonly copy: string;
  readonly rows: number;
  readonly duplicate_rows: number;
  readonly columns: readonly SourceColumn[];
  /** Sets of columns, by name, that tell every row apart. */
  readonly keys: readonly string[][];
}

/** A column of one source, by its place. */
export interface ColumnPlace {
  readonly source: number;
  readonly column: number;
}

/** Columns of one source, by their places. */
export interface ColumnSet {
  readonly source: number;
  readonly columns: readonly number[];
}

export function columnAt(tables: readonly SourceTable[], { source, column }: ColumnPlace): SourceColumn {
  return tables[source]!.columns[column]!;
}

export function columnsOf(tables: readonly SourceTable[], { source, columns }: ColumnSet): SourceColumn[] {
  return columns.map((column) => columnAt(tables, { source, column }));
}

/** As people write it: `orders.customer_id`, or `rates.(currency, month)`. */
export function shown(tables: readonly SourceTable[], set: ColumnSet): string {
  const names = columnsOf(tables, set).map(({ name }) => name);
  const { table } = tables[set.source]!;
  return names.length === 1 ? `${table}.${names[0]}` : `${table}.(${names.join(', ')})`;
}
