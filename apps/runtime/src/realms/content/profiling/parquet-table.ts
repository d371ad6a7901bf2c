import { open } from 'node:fs/promises';
import { FileUnreadable } from '../reading/file-unreadable.js';
import type { StoredType } from './cell-shape.js';
import { parquetType } from './parquet-type.js';
import { isOutOfMemory, type Sandbox } from '../../../table-engine/sandbox.js';
import { columnId, literal } from '../../../table-engine/sql.js';
import { STAGED } from './staged-table.js';

/** A column as the schema has it. */
export interface ParquetColumn {
  name: string;
  type: StoredType;
  /** Its value, by the name that it goes by in SQL. */
  value: string;
}

const MAGIC_BYTES = 4;
const LONGEST_REASON = 300;
/** What DuckDB says when the fault lies with us or with the machine. */
const NOT_THE_FILE =
  /^(?:INTERNAL|FATAL|Interrupt|Permission|Parser|Binder|Catalog) Error|[Nn]o space left|max_temp_directory_size/;

/** Throws `FileUnreadable` for a file that does not end as Parquet does, or that nobody can read without its key. */
export async function checkParquetEnd(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - MAGIC_BYTES);
    const { buffer } = await file.read(Buffer.alloc(MAGIC_BYTES), 0, MAGIC_BYTES, from);
    const magic = buffer.toString('latin1');
    if (magic === 'PARE') throw encrypted();
    if (magic !== 'PAR1') {
      throw new FileUnreadable(
        'The file begins like Parquet but does not end like it: it is cut off, or still being written. Upload it again.',
      );
    }
  } finally {
    await file.close();
  }
}

/** The columns of a file, which may be more than are wanted of it. */
export async function parquetColumns(sandbox: Sandbox, path: string): Promise<ParquetColumn[]> {
  return blamingTheFile(async () => {
    const schema = await sandbox.texts(`SELECT column_name, column_type FROM (DESCRIBE FROM ${readParquet(path)})`);
    return schema.map(([name, typeName], index) => {
      const { type, value } = parquetType(typeName ?? '');
      return { name: name ?? '', type, value: value(columnId(index)) };
    });
  });
}

/**
 * Stands the file where a staged table would be, its columns typed by the schema. Of a view a query reads no more than
 * the columns that it needs, but binds all of them; a copy counts as spilled, so that it has a limit.
 */
export async function stageParquet(
  sandbox: Sandbox,
  path: string,
  columns: readonly ParquetColumn[],
  as: 'VIEW' | 'TEMP TABLE' = 'VIEW',
): Promise<void> {
  const ids = columns.map((_, index) => columnId(index));
  const values = columns.map(({ value }, index) => `${value} AS ${ids[index]!}`);
  await blamingTheFile(() =>
    sandbox.run(
      `CREATE ${as} ${STAGED} AS SELECT ${values.join(', ')} FROM ${readParquet(path)} AS file(${ids.join(', ')})`,
    ),
  );
}

/** How many rows there are, by the columns themselves and not by what the file says about itself. */
export async function countParquetRows(sandbox: Sandbox): Promise<number> {
  const [[claimed, found] = []] = await sandbox.counts(
    `SELECT (SELECT count(*) FROM ${STAGED}), (SELECT count(c1) + count(*) FILTER (WHERE c1 IS NULL) FROM ${STAGED})`,
  );
  if (claimed !== found) throw damaged(`it claims to have ${claimed} rows and has ${found}`);
  return claimed ?? 0;
}

function readParquet(path: string): string {
  return `read_parquet(${literal(path)}, hive_partitioning = false, union_by_name = false, filename = false)`;
}

/** Runs queries on a file, whose fault it is if they fail: they are ours, and the same for every file. */
export async function blamingTheFile<Result>(use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof FileUnreadable || NOT_THE_FILE.test(message)) throw error;
    if (isOutOfMemory(error)) throw tooLarge(error);
    throw /encrypt/i.test(message) ? encrypted(error) : damaged(reasonIn(message), error);
  }
}

/** The first line of DuckDB's message, without its kind and without our path. */
function reasonIn(message: string): string {
  const [line = ''] = message.split('\n');
  return line
    .replace(/^(?:\w+ )*Error: */, '')
    .replace(/(?:file )?["'][^"']*\/[^"']*["']/gi, 'the file')
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/[. ]*$/, '')
    .slice(0, LONGEST_REASON);
}

function encrypted(cause?: unknown): FileUnreadable {
  return new FileUnreadable('The Parquet file is encrypted. Write it without encryption, and upload that.', { cause });
}

function tooLarge(cause: unknown): FileUnreadable {
  return new FileUnreadable(
    'The Parquet file takes more memory than reading it may. Write it in smaller row groups and with shorter values.',
    { cause },
  );
}

function damaged(reason: string, cause?: unknown): FileUnreadable {
  return new FileUnreadable(`The Parquet file is damaged: ${reason}. Write it again, or upload its rows as CSV.`, {
    cause,
  });
}
