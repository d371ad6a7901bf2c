import type { Sandbox } from '../../../table-engine/sandbox.js';
import { columnId } from '../../../table-engine/sql.js';
import type { Convertible, Measures, Measuring, Overlap, OverlapRequest } from '../planning/measures.js';
import type { ColumnPlace, ColumnSet } from '../planning/source-table.js';
import { type Conversion, CONVERSIONS } from '../planning/types.js';
import { converted } from './conversion-sql.js';
import { keyValue } from './key-sql.js';
import type { TableFile } from './mash-job.js';
import { rowsOf } from './table-sql.js';

const NAMES = Object.keys(CONVERSIONS) as Conversion[];

/** Looks at the values, request by request. */
export async function measure(sandbox: Sandbox, tables: readonly TableFile[], measuring: Measuring): Promise<Measures> {
  const overlaps: Overlap[] = [];
  for (const request of measuring.overlaps) overlaps.push(await overlap(sandbox, tables, request));
  const conversions: Convertible[] = [];
  for (const request of measuring.conversions) conversions.push(await convertible(sandbox, tables, request));
  return { overlaps, conversions };
}

async function overlap(sandbox: Sandbox, tables: readonly TableFile[], request: OverlapRequest): Promise<Overlap> {
  const { left, right } = request;
  const keys = left.columns.map((_, nth) => `k${nth}`);
  const [[leftRows = 0, leftDistinct = 0, rightRows = 0, rightDistinct = 0, common = 0, leftMatched = 0] = []] =
    await sandbox.counts(
      `WITH l AS MATERIALIZED (${grouped(tables, left, request)}), r AS MATERIALIZED (${grouped(tables, right, request)}), ` +
        `b AS (SELECT l.n FROM l JOIN r USING (${keys.join(', ')})) ` +
        `SELECT (SELECT coalesce(sum(n), 0) FROM l), (SELECT count(*) FROM l), (SELECT coalesce(sum(n), 0) FROM r), ` +
        `(SELECT count(*) FROM r), (SELECT count(*) FROM b), (SELECT coalesce(sum(n), 0) FROM b)`,
    );
  return { leftRows, leftDistinct, rightRows, rightDistinct, common, leftMatched };
}

/** Each different value with how many rows have it. */
function grouped(tables: readonly TableFile[], { source, columns }: ColumnSet, request: OverlapRequest): string {
  const values = columns.map((column, nth) => `${keyValue(columnId(column), request, nth)} AS k${nth}`);
  const filled = columns.map((column) => `${columnId(column)} IS NOT NULL`);
  const from = `SELECT ${values.join(', ')} FROM ${rowsOf(tables[source]!)} WHERE ${filled.join(' AND ')}`;
  return `SELECT *, count(*) AS n FROM (${from}) GROUP BY ALL`;
}

async function convertible(
  sandbox: Sandbox,
  tables: readonly TableFile[],
  { source, column }: ColumnPlace,
): Promise<Convertible> {
  const counts = NAMES.map((name) => `count(${converted(name, columnId(column))})`);
  const [row = []] = await sandbox.counts(`SELECT ${counts.join(', ')} FROM ${rowsOf(tables[source]!)}`);
  return Object.fromEntries(NAMES.map((name, nth) => [name, row[nth] ?? 0])) as Record<Conversion, number>;
}
