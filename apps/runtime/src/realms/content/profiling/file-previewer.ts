import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonElements } from '../reading/json-elements.js';
import { csvRows } from '../reading/csv-rows.js';
import { gunzipInto } from '../reading/gunzip.js';
import { plainText } from '../reading/plain-text.js';
import { textLines } from '../reading/text-lines.js';
import { utf8Chunks } from '../reading/utf8-chunks.js';
import type { SheetRow } from '../reading/xlsx/sheet-parser.js';
import { readSheet } from '../reading/xlsx/sheet-rows.js';
import { Workbook } from '../reading/xlsx/workbook.js';
import { valueText, type StoredType } from './cell-shape.js';
import { storable } from './excerpt.js';
import { jsonOf } from './json-cell.js';
import { blamingTheFile, checkParquetEnd, parquetColumns, stageParquet } from './parquet-table.js';
import type { Preview, PreviewJob } from './profiler-job.js';
import type { CsvReading, JsonReading, ParquetReading, SheetPageReading } from './reading.js';
import { Sandbox } from '../../../table-engine/sandbox.js';
import { columnId } from '../../../table-engine/sql.js';
import {
  STAGED,
  stageCsv,
  stageJson,
  valueIn,
  writeJsonArray,
  writeStrictCsv,
  type CellSource,
} from './staged-table.js';
import { stageSheet } from './staged-sheet.js';

/** A page ends early rather than carry more than this, but has one row at least. */
const PAGE_BYTES = 1 << 20;

/** No row of a text is longer. */
const LONGEST_ROW = 16 << 20;
/** Readers look further than they need to. */
const READ_AHEAD = 4 << 20;

/** Rows cut out of a file. */
interface Cut<Row> {
  rows: Row[];
  next?: number;
}

/**
 * Reads some rows of a file that has been profiled. They are cut out from a byte offset on, or of Parquet by their
 * numbers, so that a page deep in a large file costs no more than the first, and typed by DuckDB as they were for the
 * profile. What is compressed or not UTF-8 has to be read from its beginning, but not beyond the page.
 */
export class FilePreviewer {
  async preview(job: PreviewJob): Promise<Preview> {
    const { compression, format } = job.reading;
    if (compression === undefined) return this.previewPlain(job);
    const upTo = format === 'parquet' ? undefined : reachOf(job);
    return this.previewPlain({ ...job, path: await gunzipInto(job.workDir, job.path, { upTo }) });
  }

  private async previewPlain(job: PreviewJob): Promise<Preview> {
    const { reading } = job;
    if (reading.format === 'parquet') return this.previewParquet(job, reading);
    if (reading.format === 'sheet') return this.previewSheet(job, reading);
    const path = await plainText(job.path, reading.encoding, job.workDir, reachOf(job));
    switch (reading.format) {
      case 'csv':
        return this.previewCsv(path, job, reading);
      case 'json':
        return this.previewJson(path, job, reading);
      case 'text': {
        const { rows, ...next } = await cut(textLines(path, job.from), job, ({ text }) => text.length);
        return { rows: rows.map(({ text }) => [storable(text)]), ...next };
      }
    }
  }

  private async previewCsv(path: string, job: PreviewJob, reading: CsvReading): Promise<Preview> {
    const shape = { ...reading, width: reading.names.length };
    const page = await cut(oneByOne(csvRows(path, shape, job.from)), job, ({ record }) => record?.bytes.length ?? 0);
    const strict = await writeStrictCsv([page.rows], shape, job.workDir);
    const typed = await typedRows(strict.path, job, 'csv', reading.types, (sandbox) => stageCsv(sandbox, strict));
    return { rows: typed, ...(page.next !== undefined && { next: page.next }) };
  }

  private async previewParquet(
    { path, workDir, from, rows: most }: PreviewJob,
    { types }: ParquetReading,
  ): Promise<Preview> {
    await checkParquetEnd(path);
    const sandbox = await Sandbox.open([path], workDir, { columns: types.length });
    try {
      return await blamingTheFile(async () => {
        const columns = (await parquetColumns(sandbox, path)).slice(0, types.length);
        await stageParquet(sandbox, path, columns);
        const values = columns.map((_, index) => valueText(types[index]!, columnId(index)));
        // Row groups before the first row are not read.
        const texts = await sandbox.texts(
          `SELECT ${values.join(', ')} FROM ${STAGED} LIMIT ${most + 1} OFFSET ${from}`,
        );
        const page = await cut(numbered(texts, from), { rows: most, from }, ({ texts: row }) => lengthOf(row));
        return {
          rows: page.rows.map(({ texts: row }) => row.map((text, index) => jsonOf(types[index]!, text))),
          ...(page.next !== undefined && { next: page.next }),
        };
      });
    } finally {
      sandbox.close();
    }
  }

  /** Read from its beginning each time: it is a last resort, since most tables have a copy that pages quickly. */
  private async previewSheet(
    { path, workDir, from, rows: most }: PreviewJob,
    { index, header, left, names, types }: SheetPageReading,
  ): Promise<Preview> {
    const workbook = await Workbook.open(path);
    try {
      const { parser, rows } = readSheet(workbook, workbook.sheets[index]!, { cells: 0, bytes: 0 });
      parser.wantsTexts = false;
      const page = await cut(oneByOne(rowsFrom(rows, from, header)), { rows: most, from }, ({ line }) => line.length);
      const lines = page.rows.map(({ line }) => line);
      const longestLine = Math.max(0, ...lines.map(({ length }) => length));
      const sheet = { path: join(workDir, 'rows.tsv'), left, right: left + names.length, longestLine };
      await writeFile(sheet.path, Buffer.concat(lines));
      const typed = await typedRows(sheet.path, { workDir }, 'json', types, (sandbox) => stageSheet(sandbox, sheet));
      return { rows: typed, ...(page.next !== undefined && { next: page.next }) };
    } finally {
      workbook.close();
    }
  }

  private async previewJson(path: string, job: PreviewJob, { inArray, keys, types }: JsonReading): Promise<Preview> {
    const page = await cut(elements(path, job.from, inArray), job, ({ bytes }) => bytes.length);
    const rows = await writeJsonArray(
      page.rows.map(({ bytes }) => bytes),
      job.workDir,
    );
    const typed = await typedRows(rows, job, 'json', types, (sandbox) =>
      stageJson(sandbox, { path: rows, inArray: true, keys }),
    );
    return {
      rows: types.length === 0 ? page.rows.map(() => []) : typed,
      ...(page.next !== undefined && { next: page.next }),
    };
  }
}

/** How much of a text is read at most to fill the page, in bytes of any encoding: none has more than two for one in UTF-8. */
function reachOf({ from }: PreviewJob): number {
  return Math.min(2 * (from + PAGE_BYTES + LONGEST_ROW + READ_AHEAD), Number.MAX_SAFE_INTEGER);
}

/** The first rows, and where the next page begins if there is one. */
async function cut<Row extends { next?: number }>(
  rows: AsyncIterable<Row> | Iterable<Row>,
  { rows: most, from }: Pick<PreviewJob, 'rows' | 'from'>,
  sizeOf: (row: Row) => number,
): Promise<Cut<Row>> {
  const page: Row[] = [];
  let bytes = 0;
  let next = from;
  for await (const row of rows) {
    bytes += sizeOf(row);
    if (page.length === most || (page.length > 0 && bytes > PAGE_BYTES)) return { rows: page, next };
    page.push(row);
    next = row.next ?? next;
  }
  return { rows: page };
}

/** The elements of a JSON text; the next one begins where a reader would look for it. */
async function* elements(path: string, from: number, inArray: boolean) {
  for await (const { start, bytes } of oneByOne(
    jsonElements(utf8Chunks(path, from), { from: { offset: from, inArray } }),
  )) {
    yield { bytes, next: start + bytes.length };
  }
}

/** The rows below the header from the nth on, each with the number of the one behind it. */
async function* rowsFrom(batches: AsyncIterable<SheetRow[]>, from: number, header: boolean) {
  let next = header ? -1 : 0;
  for await (const batch of batches) {
    const numbers = batch.map(({ line }) => ({ line, next: ++next }));
    yield numbers.filter((row) => row.next > from);
  }
}

function numbered(rows: (string | null)[][], from: number): { texts: (string | null)[]; next: number }[] {
  return rows.map((texts, nth) => ({ texts, next: from + nth + 1 }));
}

function lengthOf(texts: readonly (string | null)[]): number {
  return texts.reduce((bytes, text) => bytes + (text?.length ?? 0), 0);
}

async function* oneByOne<Item>(batches: AsyncIterable<Item[]>): AsyncGenerator<Item> {
  for await (const batch of batches) yield* batch;
}

async function typedRows(
  file: string,
  { workDir }: Pick<PreviewJob, 'workDir'>,
  source: CellSource,
  types: readonly StoredType[],
  stage: (sandbox: Sandbox) => Promise<void>,
): Promise<unknown[][]> {
  if (types.length === 0) return [];
  const sandbox = await Sandbox.open([file], workDir, { columns: types.length });
  try {
    await stage(sandbox);
    const values = types.map((type, index) => valueText(type, valueIn(source, columnId(index), type)));
    const rows = await sandbox.texts(`SELECT ${values.join(', ')} FROM ${STAGED} ORDER BY rowid`);
    return rows.map((row) => row.map((text, index) => jsonOf(types[index]!, text)));
  } finally {
    sandbox.close();
  }
}
