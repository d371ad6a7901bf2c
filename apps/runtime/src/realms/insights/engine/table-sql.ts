import { columnId, literal } from '../../../table-engine/sql.js';
import type { TableFile } from './mash-job.js';

/** The rows of a table, as what stands behind FROM. */
export function rowsOf({ path }: Pick<TableFile, 'path'>, { numbered = false } = {}): string {
  return `read_parquet(${literal(path)}${numbered ? ', file_row_number = true' : ''})`;
}

/** Whether a row has anything in it. `alias` is what the table is called in the query. */
export function hasValues({ columns }: TableFile, alias: string): string {
  return `(${Array.from({ length: columns }, (_, column) => `${alias}.${columnId(column)} IS NOT NULL`).join(' OR ')})`;
}
