import type { ColumnType } from '@app/intent-contracts';

/**
 * How a column is held while it is profiled. Two widths of integers, four ways to write other numbers and two sorts of
 * timestamps are one type outside.
 */
export type StoredType =
  | 'boolean'
  | 'int64'
  | 'int128'
  | 'double'
  | 'decimal-comma'
  | 'thousands-comma'
  | 'decimal'
  | 'date'
  | 'timestamp'
  | 'instant'
  | 'time'
  | 'text'
  | 'json';

export const COLUMN_TYPE: Record<StoredType, ColumnType> = {
  boolean: 'boolean',
  int64: 'integer',
  int128: 'integer',
  double: 'number',
  'decimal-comma': 'number',
  'thousands-comma': 'number',
  decimal: 'number',
  date: 'date',
  timestamp: 'timestamp',
  instant: 'timestamp',
  time: 'time',
  text: 'text',
  json: 'json',
};

/** SQL expressions for a staged cell. In CSV both are the same; in JSON `text` is without quotes and escapes. */
export interface Cell {
  raw: string;
  text: string;
}

/** A shape that cells can have, as SQL: whether a cell has it. */
export interface CellShape<Name extends string> {
  readonly name: Name;
  holds(cell: Cell): string;
  /** What at least one cell of a column must show, or none of them counts as having the shape. */
  needs?(cell: Cell): string;
}

const matches = (text: string, pattern: string) => `regexp_full_match(trim(${text}), '${pattern}')`;

/** Round trips refuse what a cast is lenient about: leading zeros, plus signs, `1_000`, `1e3`, and 2024-1-5. */
const roundTrips = (text: string, type: string) =>
  `CAST(TRY_CAST(trim(${text}) AS ${type}) AS VARCHAR) = trim(${text})`;

const DATE_AND_TIME = '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?';
/** A whole number, which has no leading zero, and one in groups of thousands. */
const WHOLE = '(0|[1-9][0-9]{0,37})';
const groups = (separator: string) => `[1-9][0-9]{0,2}(${separator}[0-9]{3})+`;
const SPACE = '[ \u00a0\u202f]';
const EXPONENT = '([eE][+-]?[0-9]+)?';
const OFFSET = ' ?(Z|[+-][0-9]{2}(:[0-9]{2})?)';

/** The types that a column of cells can have, the narrowest first. What none of them fits is text. */
export const TYPE_SHAPES: readonly CellShape<StoredType>[] = [
  { name: 'boolean', holds: ({ raw }) => `lower(trim(${raw})) IN ('true', 'false')` },
  { name: 'int64', holds: ({ raw }) => roundTrips(raw, 'BIGINT') },
  { name: 'int128', holds: ({ raw }) => roundTrips(raw, 'HUGEINT') },
  {
    name: 'double',
    // More than 38 digits before the point are an identifier, which a double would not tell from its neighbour.
    holds: ({ raw }) =>
      `${matches(raw, `-?${WHOLE}?([.][0-9]*)?${EXPONENT}`)} AND isfinite(TRY_CAST(${raw} AS DOUBLE))`,
  },
  {
    name: 'decimal-comma',
    holds: ({ raw }) =>
      `${matches(raw, `-?((${WHOLE}|${groups('[.]')}|${groups(SPACE)})(,[0-9]+)?|,[0-9]+)${EXPONENT}`)} AND isfinite(${decimalComma(raw)})`,
    needs: ({ raw }) => `contains(${raw}, ',')`,
  },
  {
    name: 'thousands-comma',
    holds: ({ raw }) =>
      `${matches(raw, `-?((${WHOLE}|${groups(',')})([.][0-9]*)?|[.][0-9]+)${EXPONENT}`)} AND isfinite(${thousandsComma(raw)})`,
    needs: ({ raw }) => `contains(${raw}, ',')`,
  },
  { name: 'date', holds: ({ text }) => roundTrips(text, 'DATE') },
  {
    name: 'timestamp',
    holds: ({ text }) =>
      `${matches(text, `[0-9]{4}-[0-9]{2}-[0-9]{2}|${DATE_AND_TIME}`)} AND TRY_CAST(${text} AS TIMESTAMP) IS NOT NULL`,
  },
  {
    name: 'instant',
    holds: ({ text }) => `${matches(text, DATE_AND_TIME + OFFSET)} AND ${instant(text)} IS NOT NULL`,
  },
  { name: 'time', holds: ({ text }) => matches(text, '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?') },
];

/** The cell's value as its column's type, null where it does not have it. */
export function typedValue(type: StoredType, { raw, text }: Cell): string {
  switch (type) {
    case 'boolean':
      return `TRY_CAST(lower(trim(${raw})) AS BOOLEAN)`;
    case 'int64':
      return `TRY_CAST(${raw} AS BIGINT)`;
    case 'int128':
      return `TRY_CAST(${raw} AS HUGEINT)`;
    case 'double':
      return `TRY_CAST(${raw} AS DOUBLE)`;
    case 'decimal-comma':
      return decimalComma(raw);
    case 'thousands-comma':
      return thousandsComma(raw);
    case 'decimal':
      return raw;
    case 'date':
      return `TRY_CAST(${text} AS DATE)`;
    case 'timestamp':
      return `TRY_CAST(${text} AS TIMESTAMP)`;
    case 'instant':
      return instant(text);
    case 'time':
      return `TRY_CAST(${text} AS TIME)`;
    case 'text':
      return text;
    case 'json':
      return raw;
  }
}

/** A typed value as the text that stands for it in JSON; ISO 8601 for dates and times. */
export function valueText(type: StoredType, value: string): string {
  if (type === 'timestamp') return `replace(CAST(${value} AS VARCHAR), ' ', 'T')`;
  if (type === 'instant') return `replace(CAST(${value} AS VARCHAR), ' ', 'T') || 'Z'`;
  return `CAST(${value} AS VARCHAR)`;
}

function decimalComma(raw: string): string {
  return `TRY_CAST(replace(regexp_replace(trim(${raw}), '[.]|${SPACE}', '', 'g'), ',', '.') AS DOUBLE)`;
}

function thousandsComma(raw: string): string {
  return `TRY_CAST(replace(${raw}, ',', '') AS DOUBLE)`;
}

/** A point in time as UTC, without the time zone extension that DuckDB would need for its own type. */
function instant(text: string): string {
  return `make_timestamp(epoch_us(TRY_CAST(${text} AS TIMESTAMPTZ)))`;
}
