import { basename } from 'node:path';
import { parquetOptions } from '../../../table-engine/parquet-options.js';
import { isOutOfMemory, type Sandbox } from '../../../table-engine/sandbox.js';
import { columnId, literal } from '../../../table-engine/sql.js';
import type { StoredType } from './cell-shape.js';
import { STAGED, valueIn, type CellSource } from './staged-table.js';

/**
 * Copies the staged table to a Parquet file, its columns `c1`, `c2` and on with their types, its rows in the order of the
 * file: what computes with the table need not know how its file was read. Returns the name of the file; null if the
 * table takes more memory than copying may.
 */
export async function copyTable(
  sandbox: Sandbox,
  { source, types, path }: { source: CellSource; types: readonly StoredType[]; path: string },
): Promise<string | null> {
  if (types.length === 0) return null;
  const values = types.map((type, index) => {
    const id = columnId(index);
    return `${asCopied(type, valueIn(source, id, type))} AS ${id}`;
  });
  try {
    await sandbox.run(
      `COPY (SELECT ${values.join(', ')} FROM ${STAGED}) TO ${literal(path)} (${parquetOptions(types.length)})`,
    );
    return basename(path);
  } catch (error) {
    if (isOutOfMemory(error)) return null;
    throw error;
  }
}

/** Parquet has no whole numbers of more than 64 bits but as decimals. */
function asCopied(type: StoredType, value: string): string {
  switch (type) {
    case 'int64':
      return `CAST(${value} AS BIGINT)`;
    case 'int128':
      return `CAST(${value} AS DECIMAL(38, 0))`;
    case 'json':
    case 'text':
      return `CAST(${value} AS VARCHAR)`;
    default:
      return value;
  }
}
