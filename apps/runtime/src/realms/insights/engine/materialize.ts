import { join } from 'node:path';
import type { ColumnType, MashFormat } from '@app/intent-contracts';
import { parquetOptions } from '../../../table-engine/parquet-options.js';
import type { Sandbox } from '../../../table-engine/sandbox.js';
import { columnId, identifier, literal } from '../../../table-engine/sql.js';
import type { PlannedColumn, PlannedSource } from '../planning/mash-plan.js';
import { SOURCE_COLUMN } from '../planning/column-wishes.js';
import { converted } from './conversion-sql.js';
import { keyValue } from './key-sql.js';
import type { MaterializeJob, Materialized } from './mash-job.js';
import { hasValues, rowsOf } from './table-sql.js';

/** Tables that are looked up in are held in memory; if they may not fit, rows come back out of order. */
const CELLS_HELD_IN_ORDER = 10_000_000;

/** Writes the data product, its rows in the order of the sources. Empty rows are left out. */
export async function materialize(sandbox: Sandbox, job: MaterializeJob): Promise<Materialized> {
  const { plan, format, workDir } = job;
  const file = `product.${format}`;
  const select = plan.mode === 'union' ? unionOf(job, plan.columns, { source: true }) : joinOf(job);
  const rows = await sandbox.count(
    `COPY (${select}) TO ${literal(join(workDir, file))} (${copyOptions(format, plan.columns.length)})`,
  );
  const told: number[] = [];
  // No row of a join's base is there twice, so its keys need not be counted.
  for (const key of plan.keys) told.push(plan.mode === 'join' ? rows : await distinctRows(sandbox, job, key));
  return { file, rows, told };
}

/** With `source`, each row says which source it is from. */
function unionOf(
  { tables, contentRefs, format }: MaterializeJob,
  columns: readonly PlannedColumn[],
  { source: isTold }: { source: boolean },
): string {
  const parts = tables.map((table, source) => {
    const cells = columns.map(({ name, type, sources }) => {
      const place = sources.find((one) => one.source === source);
      return `${place === undefined || place.isEmpty ? 'NULL' : cell(place, 't', type, format)} AS ${identifier(name)}`;
    });
    const from = isTold ? [`${literal(contentRefs[source]!)} AS ${identifier(SOURCE_COLUMN)}`] : [];
    return `SELECT ${[...cells, ...from].join(', ')} FROM ${rowsOf(table)} AS t${table.mayHaveEmptyRows ? ` WHERE ${hasValues(table, 't')}` : ''}`;
  });
  return parts.join(' UNION ALL ');
}

function joinOf({ tables, plan: { columns, base = 0, joins }, format }: MaterializeJob): string {
  const alias = (source: number) => `t${source}`;
  const cells = columns.map(({ name, type, sources: [first] }) => {
    return `${cell(first!, alias(first!.source), type, format)} AS ${identifier(name)}`;
  });
  const lookups = joins.map(({ left, right, comparisons, folded }) => {
    const equal = left.columns.map((column, nth) => {
      const [one, other] = [
        `${alias(left.source)}.${columnId(column)}`,
        `${alias(right.source)}.${columnId(right.columns[nth]!)}`,
      ];
      return `${keyValue(one, { comparisons, folded }, nth)} = ${keyValue(other, { comparisons, folded }, nth)}`;
    });
    return ` LEFT JOIN ${rowsOf(tables[right.source]!)} AS ${alias(right.source)} ON ${equal.join(' AND ')}`;
  });
  const held = joins.reduce((sum, { right: { source } }) => sum + tables[source]!.rows * tables[source]!.columns, 0);
  // Rows that find nothing come after those that find something, some thousands at a time.
  const isInOrder = held <= CELLS_HELD_IN_ORDER && joins.every(({ findsAll }) => findsAll);
  const rows = isInOrder
    ? rowsOf(tables[base]!)
    : `(SELECT *, file_row_number AS n FROM ${rowsOf(tables[base]!, { numbered: true })})`;
  const where = tables[base]!.mayHaveEmptyRows ? ` WHERE ${hasValues(tables[base]!, alias(base))}` : '';
  const order = isInOrder ? '' : ` ORDER BY ${alias(base)}.n`;
  return `SELECT ${cells.join(', ')} FROM ${rows} AS ${alias(base)}${lookups.join('')}${where}${order}`;
}

/** The value of a cell, of its column's type and as the format writes it. */
function cell({ column, conversion }: PlannedSource, alias: string, type: ColumnType, format: MashFormat): string {
  const stored = `${alias}.${columnId(column)}`;
  return written(typed(conversion === undefined ? stored : converted(conversion, stored), type), type, format);
}

/** Whole numbers keep all their digits whatever their width, and decimals theirs. */
function typed(value: string, type: ColumnType): string {
  switch (type) {
    case 'text':
    case 'json':
      return `CAST(${value} AS VARCHAR)`;
    case 'timestamp':
      return `CAST(${value} AS TIMESTAMP)`;
    default:
      return value;
  }
}

/** Text formats have dates and times as ISO 8601 has them, and JSON has no infinity. */
function written(value: string, type: ColumnType, format: MashFormat): string {
  if (format === 'parquet') return value;
  if (type === 'timestamp') return `replace(CAST(${value} AS VARCHAR), ' ', 'T')`;
  if (format === 'csv') return value;
  if (type === 'json') return `CAST(${value} AS JSON)`;
  return type === 'number' ? `CASE WHEN isfinite(CAST(${value} AS DOUBLE)) THEN ${value} END` : value;
}

function copyOptions(format: MashFormat, columns: number): string {
  switch (format) {
    case 'parquet':
      return parquetOptions(columns);
    case 'csv':
      return 'FORMAT csv, HEADER true';
    case 'json':
      return 'FORMAT json, ARRAY true';
  }
}

function distinctRows(sandbox: Sandbox, job: MaterializeJob, key: readonly string[]): Promise<number> {
  const columns = job.plan.columns.filter(({ name }) => key.includes(name));
  return sandbox.count(`SELECT count(*) FROM (SELECT DISTINCT * FROM (${unionOf(job, columns, { source: false })}))`);
}
