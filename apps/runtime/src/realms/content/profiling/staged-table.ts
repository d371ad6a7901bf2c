import { writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { strictRow, type CsvRow, type CsvShape } from '../reading/csv-rows.js';
import { FileUnreadable } from '../reading/file-unreadable.js';
import { LONGEST_ELEMENT } from '../reading/json-elements.js';
import { typedValue, type Cell, type StoredType } from './cell-shape.js';
import type { Sandbox } from '../../../table-engine/sandbox.js';
import { columnId, literal, memberPointer } from '../../../table-engine/sql.js';

/**
 * The table that a file is staged in: one row per row, all cells as text, null where they are empty. Parquet has types
 * of its own and is not copied: there a view has this name.
 */
export const STAGED = 'cells';

/** Where cells come from decides how their text is written, if they are text at all. */
export type CellSource = 'csv' | 'json' | 'parquet';

const SMALLEST_BUFFER = 8 << 20;

/** The staged cell that a column of this name holds. */
export function cellIn(source: CellSource, id: string): Cell {
  if (source !== 'json') return { raw: id, text: id };
  return { raw: id, text: `CASE WHEN starts_with(${id}, '"') THEN json_extract_string(${id}, '$') ELSE ${id} END` };
}

/** The value of a staged cell as its column's type. */
export function valueIn(source: CellSource, id: string, type: StoredType): string {
  return source === 'parquet' ? id : typedValue(type, cellIn(source, id));
}

/** Strict delimited text: every row has as many fields as there are columns, and the same line breaks. */
export interface StrictCsv extends CsvShape {
  path: string;
  crlf: boolean;
  longestRecord: number;
}

export async function stageCsv(sandbox: Sandbox, csv: StrictCsv): Promise<void> {
  const columns = Array.from({ length: csv.width }, (_, index) => columnId(index));
  const bufferSize = Math.max(SMALLEST_BUFFER, csv.longestRecord * 4);
  await sandbox.run(`
    CREATE TABLE ${STAGED} AS FROM read_csv(${literal(csv.path)}, auto_detect = false, hive_partitioning = false, header = false, skip = ${csv.header ? 1 : 0},
      delim = ${literal(csv.delimiter)}, quote = '"', escape = '"', all_varchar = true,
      new_line = '${csv.crlf ? '\\r\\n' : '\\n'}',
      buffer_size = ${bufferSize}, max_line_size = ${bufferSize / 4},
      columns = {${columns.map((id) => `${literal(id)}: 'VARCHAR'`).join(', ')}})`);
}

/** Writes rows as strict delimited text into the folder of the job. */
export async function writeStrictCsv(
  batches: AsyncIterable<CsvRow[]> | Iterable<CsvRow[]>,
  shape: CsvShape,
  workDir: string,
): Promise<StrictCsv> {
  const path = join(workDir, 'strict.csv');
  let longestRecord = 0;
  async function* text(): AsyncGenerator<Buffer> {
    for await (const batch of batches) {
      const rows = batch.map((row) => strictRow(row, shape));
      for (const [row] of rows) longestRecord = Math.max(longestRecord, row?.length ?? 0);
      yield Buffer.concat(rows.flat());
    }
  }
  await pipeline(Readable.from(text()), createWriteStream(path));
  return { ...shape, path, header: false, crlf: false, longestRecord };
}

export interface JsonRows {
  path: string;
  inArray: boolean;
  /** Undefined if rows are not objects: then each row is one cell. */
  keys: string[] | undefined;
}

export async function stageJson(sandbox: Sandbox, { path, inArray, keys }: JsonRows): Promise<void> {
  const cells = keys?.map((_, index) => `members[${index + 1}]`) ?? ['json'];
  const members =
    keys === undefined ? 'json' : `json_extract(json, [${keys.map(memberPointer).join(', ')}]) AS members`;
  try {
    await sandbox.run(`
      CREATE TABLE ${STAGED} AS
      SELECT ${cells.map((cell, index) => `nullif(CAST(${cell} AS VARCHAR), 'null') AS ${columnId(index)}`).join(', ')}
      FROM (SELECT ${members} FROM read_json_objects(${literal(path)},
        hive_partitioning = false, format = '${inArray ? 'array' : 'unstructured'}', maximum_object_size = ${LONGEST_ELEMENT}))`);
  } catch (error) {
    // The grammar has been checked: what is left is a string that stands for no text.
    const [, reason] = /Malformed JSON.*?: (.*?)\.? *$/m.exec((error as Error).message) ?? [];
    if (reason === undefined) throw error;
    throw new FileUnreadable(`This is not valid JSON: ${reason}.`, { cause: error });
  }
}

/** Makes room for the next table of the same file. */
export function dropStaged(sandbox: Sandbox): Promise<void> {
  return sandbox.run(`DROP TABLE IF EXISTS ${STAGED}`);
}

/** Writes JSON texts as the elements of an array into the folder of the job. */
export async function writeJsonArray(elements: readonly Buffer[], workDir: string): Promise<string> {
  const path = join(workDir, 'rows.json');
  const text = elements.flatMap((element, nth) => [Buffer.from(nth === 0 ? '[' : ',\n'), element]);
  await writeFile(path, Buffer.concat([...text, Buffer.from(elements.length === 0 ? '[]' : ']')]));
  return path;
}
