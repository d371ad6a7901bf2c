import type { GeneratedCell, GeneratedColumn } from './generated-table.js';

/** What a profile must say of a column, reckoned from the values and not from any file. */
export interface ColumnTruth {
  name: string;
  type: string;
  nulls: number;
  distinct: number;
  min: unknown;
  max: unknown;
}

export interface TableTruth {
  rows: number;
  columns: ColumnTruth[];
  duplicate_rows: number;
  candidate_keys: string[][];
}

/** A column without a value is text, unless there is a schema to say what it would hold. */
export function truthOf(columns: readonly GeneratedColumn[], hasSchema: boolean): TableTruth {
  const rows = columns[0]!.cells.length;
  const truths = columns.map((column) => columnTruth(column, hasSchema));
  const different = new Set(
    Array.from({ length: rows }, (_, row) => JSON.stringify(columns.map(({ cells }) => cells[row]?.text))),
  );
  return {
    rows,
    columns: truths,
    duplicate_rows: rows - different.size,
    candidate_keys: truths
      .filter(({ type, nulls, distinct }) => type !== 'json' && nulls === 0 && distinct === rows)
      .map(({ name }) => [name]),
  };
}

export function rowsOf(columns: readonly GeneratedColumn[]): unknown[][] {
  return columns[0]!.cells.map((_, row) => columns.map(({ cells }) => cells[row]?.value ?? null));
}

function columnTruth({ name, type, cells }: GeneratedColumn, hasSchema: boolean): ColumnTruth {
  const filled = cells.filter((cell) => cell !== null);
  const ordered = [...filled].sort(byRank);
  const bounded = type !== 'json';
  return {
    name,
    type: filled.length === 0 && !hasSchema ? 'text' : type,
    nulls: cells.length - filled.length,
    distinct: new Set(filled.map(({ text }) => text)).size,
    min: (bounded ? ordered[0]?.value : null) ?? null,
    max: (bounded ? ordered.at(-1)?.value : null) ?? null,
  };
}

/** Texts by their bytes in UTF-8. */
function byRank({ rank: a }: GeneratedCell, { rank: b }: GeneratedCell): number {
  return typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(String(b))) : a - Number(b);
}
