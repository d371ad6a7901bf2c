import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ColumnType, SemanticType } from '@app/intent-contracts';
import { Sandbox } from '../../../table-engine/sandbox.js';
import { columnId, literal } from '../../../table-engine/sql.js';
import { withWorkDir } from '../../../table-engine/testing/work-dir.js';
import type { TableFile } from '../engine/mash-job.js';
import { mayHaveEmptyRows } from '../planning/quality.js';
import type { SourceColumn, SourceTable } from '../planning/source-table.js';

type Value = string | number | boolean | null;

/** A column of a table that a test makes up. */
export interface MadeColumn {
  readonly type: ColumnType;
  readonly means?: SemanticType;
  readonly values: readonly Value[];
}

const SQL_TYPE: Record<ColumnType, string> = {
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  number: 'DOUBLE',
  date: 'DATE',
  time: 'TIME',
  timestamp: 'TIMESTAMP',
  text: 'VARCHAR',
  json: 'VARCHAR',
};

const MEANING: Record<ColumnType, SemanticType | null> = {
  boolean: 'boolean',
  integer: 'number',
  number: 'number',
  date: 'datetime',
  time: 'datetime',
  timestamp: 'datetime',
  text: 'text',
  json: null,
};

/** What the content realm would say of such a table. Keys are single columns of different values, and those that are given. */
export function madeTable(name: string, columns: Record<string, MadeColumn>, keys: string[][] = []): SourceTable {
  const rows = Object.values(columns)[0]?.values.length ?? 0;
  const described = Object.entries(columns).map(([column, { type, means, values }]): SourceColumn => {
    const filled = values.filter((value) => value !== null);
    return {
      name: column,
      type,
      semantic_type: filled.length === 0 ? null : (means ?? MEANING[type]),
      nulls: rows - filled.length,
      distinct: new Set(filled).size,
    };
  });
  const telling = described.filter(({ distinct, nulls }) => nulls === 0 && distinct === rows && rows > 1);
  return {
    content_ref: `art_${name}`,
    artifact_id: `art_${name}`,
    filename: `${name}.csv`,
    table: name,
    sha256: '0'.repeat(64),
    copy: `art_copy_of_${name}`,
    rows,
    duplicate_rows: 0,
    columns: described,
    keys: [...telling.map((column) => [column.name]), ...keys],
  };
}

/** Writes the copies of tables, as an upload does, for as long as `use` runs. */
export function withCopies<Result>(
  tables: readonly { table: SourceTable; columns: Record<string, MadeColumn> }[],
  use: (files: TableFile[]) => Promise<Result>,
): Promise<Result> {
  return withWorkDir(async (folder) => {
    const sandbox = await Sandbox.open([], folder, { columns: 1 });
    const files: TableFile[] = [];
    for (const [nth, { table, columns }] of tables.entries()) {
      const path = join(folder, `copy_${nth}.parquet`);
      await writeCopy(sandbox, Object.values(columns), table.rows, path);
      files.push({ path, rows: table.rows, columns: table.columns.length, mayHaveEmptyRows: mayHaveEmptyRows(table) });
    }
    sandbox.close();
    return use(files);
  });
}

/** By way of a file, since SQL of many rows takes long to read. */
async function writeCopy(sandbox: Sandbox, columns: readonly MadeColumn[], rows: number, path: string): Promise<void> {
  const texts = Array.from({ length: rows }, (_, row) => {
    const cells = columns.map(({ values }, nth) => [columnId(nth), textOf(values[row] ?? null)]);
    return JSON.stringify(Object.fromEntries(cells));
  });
  const file = `${path}.ndjson`;
  await writeFile(file, texts.join('\n'));
  const read = columns.map((_, nth) => `${columnId(nth)}: 'VARCHAR'`).join(', ');
  const typed = columns.map(({ type }, nth) => `CAST(${columnId(nth)} AS ${SQL_TYPE[type]}) AS ${columnId(nth)}`);
  await sandbox.run(
    `COPY (SELECT ${typed.join(', ')} FROM read_json(${literal(file)}, format = 'newline_delimited', columns = {${read}})) ` +
      `TO ${literal(path)} (FORMAT parquet)`,
  );
}

function textOf(value: Value): string | null {
  return value === null ? null : String(value);
}
