import type { StoredType } from './cell-shape.js';

/** How a column of Parquet is held, and as which SQL expression. */
export interface ParquetType {
  type: StoredType;
  value: (id: string) => string;
}

const asItIs = (id: string) => id;
const as = (type: string) => (id: string) => `CAST(${id} AS ${type})`;
const text: ParquetType = { type: 'text', value: as('VARCHAR') };
const nested: ParquetType = { type: 'json', value: (id) => `CAST(to_json(${id}) AS VARCHAR)` };

const TYPES: Record<string, ParquetType> = {
  BOOLEAN: { type: 'boolean', value: asItIs },
  TINYINT: { type: 'int64', value: as('BIGINT') },
  SMALLINT: { type: 'int64', value: as('BIGINT') },
  INTEGER: { type: 'int64', value: as('BIGINT') },
  BIGINT: { type: 'int64', value: asItIs },
  UTINYINT: { type: 'int64', value: as('BIGINT') },
  USMALLINT: { type: 'int64', value: as('BIGINT') },
  UINTEGER: { type: 'int64', value: as('BIGINT') },
  UBIGINT: { type: 'int128', value: as('HUGEINT') },
  HUGEINT: { type: 'int128', value: asItIs },
  // By its shortest text, so that 0.1 does not become 0.10000000149011612.
  FLOAT: { type: 'double', value: (id) => `CAST(CAST(${id} AS VARCHAR) AS DOUBLE)` },
  DOUBLE: { type: 'double', value: asItIs },
  DATE: { type: 'date', value: asItIs },
  TIMESTAMP: { type: 'timestamp', value: asItIs },
  TIMESTAMP_S: { type: 'timestamp', value: asItIs },
  TIMESTAMP_MS: { type: 'timestamp', value: asItIs },
  TIMESTAMP_NS: { type: 'timestamp', value: asItIs },
  // As UTC, without the time zone extension that DuckDB would need for its own type.
  'TIMESTAMP WITH TIME ZONE': { type: 'instant', value: (id) => `make_timestamp(epoch_us(${id}))` },
  TIME: { type: 'time', value: asItIs },
  TIME_NS: { type: 'time', value: as('TIME') },
  'TIME WITH TIME ZONE': { type: 'time', value: as('TIME') },
  VARCHAR: { type: 'text', value: asItIs },
  BLOB: { type: 'text', value: (id) => `to_base64(${id})` },
  JSON: {
    type: 'json',
    value: (id) => `CASE WHEN json_valid(${id}) THEN ${id} ELSE to_json(CAST(${id} AS VARCHAR)) END`,
  },
  VARIANT: nested,
};

/** What becomes of a type as DuckDB names it; of one that is not foreseen, its text. */
export function parquetType(name: string): ParquetType {
  if (/[\])]$/.test(name) && !/^(?:DECIMAL|ENUM)\(/.test(name)) return nested;
  const [, scale] = /^DECIMAL\(\d+,(\d+)\)$/.exec(name) ?? [];
  if (scale !== undefined)
    return scale === '0' ? { type: 'int128', value: as('HUGEINT') } : { type: 'decimal', value: asItIs };
  return TYPES[name] ?? text;
}
