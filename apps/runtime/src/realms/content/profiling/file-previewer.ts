import { jsonElements } from '../reading/json-elements.js';
import { csvRows } from '../reading/csv-rows.js';
import { plainText } from '../reading/plain-text.js';
import { textLines } from '../reading/text-lines.js';
import { utf8Chunks } from '../reading/utf8-chunks.js';
import { typedValue, valueText, type StoredType } from './cell-shape.js';
import { storable } from './excerpt.js';
import { jsonOf } from './json-cell.js';
import type { Preview, PreviewJob } from './profiler-job.js';
import type { CsvReading, JsonReading } from './reading.js';
import { Sandbox } from './sandbox.js';
import { columnId } from './sql.js';
import {
  cellIn,
  STAGED,
  stageCsv,
  stageJson,
  writeJsonArray,
  writeStrictCsv,
  type CellSource,
} from './staged-table.js';

/** A page ends early rather than carry more than this, but has one row at least. */
const PAGE_BYTES = 1 << 20;

/** Rows cut out of a file. */
interface Cut<Row> {
  rows: Row[];
  next?: number;
}

/**
 * Reads some rows of a file that has been profiled. They are cut out from a byte offset on, so that a page deep in a
 * large file costs no more than the first, and typed by DuckDB as they were for the profile.
 */
export class FilePreviewer {
  async preview(job: PreviewJob): Promise<Preview> {
    const path = await plainText(job.path, job.reading.encoding, job.workDir);
    switch (job.reading.format) {
      case 'csv':
        return this.previewCsv(path, job, job.reading);
      case 'json':
        return this.previewJson(path, job, job.reading);
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

/** The first rows, and where the next page begins if there is one. */
async function cut<Row extends { next?: number }>(
  rows: AsyncIterable<Row>,
  { rows: most, from }: PreviewJob,
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

async function* oneByOne<Item>(batches: AsyncIterable<Item[]>): AsyncGenerator<Item> {
  for await (const batch of batches) yield* batch;
}

async function typedRows(
  file: string,
  { workDir }: PreviewJob,
  source: CellSource,
  types: readonly StoredType[],
  stage: (sandbox: Sandbox) => Promise<void>,
): Promise<unknown[][]> {
  if (types.length === 0) return [];
  const sandbox = await Sandbox.open(file, workDir, types.length);
  try {
    await stage(sandbox);
    const values = types.map((type, index) => valueText(type, typedValue(type, cellIn(source, columnId(index)))));
    const rows = await sandbox.texts(`SELECT ${values.join(', ')} FROM ${STAGED} ORDER BY rowid`);
    return rows.map((row) => row.map((text, index) => jsonOf(types[index]!, text)));
  } finally {
    sandbox.close();
  }
}
