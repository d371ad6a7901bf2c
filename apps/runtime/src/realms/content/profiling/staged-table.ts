import { writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Delimiter } from '../detection/file-format.js';
import { strictCsvRow } from '../reading/csv-fields.js';
import type { CsvRow } from '../reading/csv-rows.js';
import { FileUnreadable } from '../reading/file-unreadable.js';
import { LONGEST_ELEMENT } from '../reading/json-elements.js';
import type { Cell } from './cell-shape.js';
import type { Sandbox } from './sandbox.js';
import { columnId, literal, memberPointer } from './sql.js';

/** The table that a file is staged in: one row per row, all cells as text, null where they are empty. */
export const STAGED = 'cells';

/** Where cells come from decides how their text is written. */
export type CellSource = 'csv' | 'json';

const SMALLEST_BUFFER = 8 << 20;
const BATCH_CHARACTERS = 64 << 10;

/** The nth staged cell of a row. */
export function cellAt(source: CellSource, index: number): Cell {
  const raw = columnId(index);
  if (source === 'csv') return { raw, text: raw };
  return { raw, text: `CASE WHEN starts_with(${raw}, '"') THEN json_extract_string(${raw}, '$') ELSE ${raw} END` };
}

/** Strict delimited text: every row has as many fields as there are columns, and the same line breaks. */
export interface StrictCsv {
  path: string;
  delimiter: Delimiter;
  header: boolean;
  width: number;
  longestRecord: number;
}

export async function stageCsv(sandbox: Sandbox, csv: StrictCsv): Promise<void> {
  const columns = Array.from({ length: csv.width }, (_, index) => columnId(index));
  const bufferSize = Math.max(SMALLEST_BUFFER, csv.longestRecord * 4);
  await sandbox.run(`
    CREATE TABLE ${STAGED} AS
    SELECT ${columns.map((id) => `CASE WHEN trim(${id}) = '' THEN NULL ELSE ${id} END AS ${id}`).join(', ')}
    FROM read_csv(${literal(csv.path)}, auto_detect = false, header = false, skip = ${csv.header ? 1 : 0},
      delim = ${literal(csv.delimiter)}, quote = '"', escape = '"', all_varchar = true,
      buffer_size = ${bufferSize}, max_line_size = ${bufferSize / 4},
      columns = {${columns.map((id) => `${literal(id)}: 'VARCHAR'`).join(', ')}})`);
}

/** Writes rows as strict delimited text into the folder of the job. */
export async function writeStrictCsv(
  rows: AsyncIterable<CsvRow> | Iterable<CsvRow>,
  width: number,
  workDir: string,
): Promise<StrictCsv> {
  const path = join(workDir, 'strict.csv');
  let longestRecord = 0;
  async function* batches(): AsyncGenerator<string> {
    let batch = '';
    for await (const { fields } of rows) {
      const line = strictCsvRow(fields, width);
      longestRecord = Math.max(longestRecord, Buffer.byteLength(line));
      batch += line;
      if (batch.length < BATCH_CHARACTERS) continue;
      yield batch;
      batch = '';
    }
    yield batch;
  }
  await pipeline(Readable.from(batches()), createWriteStream(path));
  return { path, delimiter: ',', header: false, width, longestRecord };
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
        format = '${inArray ? 'array' : 'unstructured'}', maximum_object_size = ${LONGEST_ELEMENT}))`);
  } catch (error) {
    // The grammar has been checked: what is left is a string that stands for no text.
    const [, reason] = /Malformed JSON.*?: (.*?)\.? *$/m.exec(String((error as Error).message)) ?? [];
    if (reason === undefined) throw error;
    throw new FileUnreadable(`This is not valid JSON: ${reason}.`);
  }
}

/** Writes JSON texts one after another into the folder of the job. */
export async function writeJsonRows(rows: readonly Buffer[], workDir: string): Promise<string> {
  const path = join(workDir, 'rows.json');
  await writeFile(path, Buffer.concat(rows.flatMap((row) => [row, Buffer.from('\n')])));
  return path;
}
