import { describe, expect, it } from '@jest/globals';
import type { ContentProfile } from '@app/intent-contracts';
import * as fc from 'fast-check';
import { detectFormat } from '../detection/detect-format.js';
import { storedMediaType } from '../detection/file-format.js';
import { tables, type GeneratedColumn, type Repertoire } from '../testing/generated-table.js';
import { withJobFolder } from '../../../table-engine/testing/job-folder.js';
import { rowsOf, truthOf } from '../testing/table-truth.js';
import {
  compressed,
  csvText,
  encoded,
  jsonText,
  parquetBytes,
  type CsvStyle,
  type JsonStyle,
  type WrittenEncoding,
} from '../testing/table-writer.js';
import { FilePreviewer } from './file-previewer.js';
import { FileProfiler } from './file-profiler.js';
import type { Preview } from './profiler-job.js';
import { pageReading, type Reading } from './reading.js';

/** More of them with `FORMAT_RUNS=5000`; a failure prints the seed and path that bring it back. */
const RUNS = Number(process.env['FORMAT_RUNS'] ?? 40);

type Gzip = 'none' | 'one member' | 'two members';

/** A table, and one way to write it down. */
interface Case {
  columns: GeneratedColumn[];
  gzip: Gzip;
  rowsOnPage: number;
  as:
    | { format: 'csv'; style: CsvStyle; encoding: WrittenEncoding }
    | { format: 'json'; style: JsonStyle; encoding: WrittenEncoding }
    | { format: 'parquet'; rowGroupSize: number };
}

const gzips = fc.constantFrom<Gzip[]>('none', 'none', 'one member', 'two members');
const unicode = ['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16le-bom', 'utf-16be', 'utf-16be-bom'] as const;
const encodings = fc.constantFrom<WrittenEncoding[]>(...unicode, 'windows-1252');
const pages = fc.integer({ min: 8, max: 40 });

const repertoires = (encoding: WrittenEncoding) =>
  fc.constantFrom<Repertoire[]>('ascii', 'western', encoding === 'windows-1252' ? 'western' : 'world');

const csvStyles: fc.Arbitrary<CsvStyle> = fc.record({
  delimiter: fc.constantFrom<CsvStyle['delimiter'][]>(',', ';', '\t', '|'),
  header: fc.boolean(),
  lineBreak: fc.constantFrom<CsvStyle['lineBreak'][]>('\n', '\r\n'),
  endsWithBreak: fc.boolean(),
  quotesEverything: fc.boolean(),
  decimal: fc.constantFrom<CsvStyle['decimal'][]>('.', ','),
  grouped: fc.boolean(),
});

const csvCases: fc.Arbitrary<Case> = fc
  .tuple(csvStyles, encodings, gzips, pages)
  .chain(([style, encoding, gzip, rowsOnPage]) =>
    repertoires(encoding).chain((repertoire) =>
      // With three digits after it, a decimal comma cannot be told from one between thousands.
      tables({ repertoire, scales: style.decimal === ',' ? [1, 2, 4] : [1, 2, 3, 4], marksTexts: false }).map(
        (columns) => ({
          columns,
          gzip,
          rowsOnPage,
          // A single column has no delimiter to be found, and what is no delimiter is not quoted.
          as: { format: 'csv', style: columns.length === 1 ? { ...style, delimiter: ',' } : style, encoding },
        }),
      ),
    ),
  );

const jsonCases: fc.Arbitrary<Case> = fc
  .tuple(
    fc.record({
      layout: fc.constantFrom<JsonStyle['layout'][]>('array', 'indented', 'lines'),
      omitsNulls: fc.boolean(),
    }),
    encodings,
    gzips,
    pages,
  )
  .chain(([style, encoding, gzip, rowsOnPage]) =>
    repertoires(encoding).chain((repertoire) =>
      tables({ repertoire, scales: [1, 2, 3, 4], marksTexts: true }).map((columns) => ({
        columns,
        gzip,
        rowsOnPage,
        as: { format: 'json', style, encoding },
      })),
    ),
  );

const parquetCases: fc.Arbitrary<Case> = fc
  .tuple(
    tables({ repertoire: 'world', scales: [1, 2, 3, 4], marksTexts: true }),
    gzips,
    pages,
    fc.constantFrom(2048, 100_000),
  )
  .map(([columns, gzip, rowsOnPage, rowGroupSize]) => ({
    columns,
    gzip,
    rowsOnPage,
    as: { format: 'parquet', rowGroupSize },
  }));

const cases = fc.oneof(
  { weight: 5, arbitrary: csvCases },
  { weight: 2, arbitrary: jsonCases },
  { weight: 1, arbitrary: parquetCases },
);

function textOf({ as, columns }: Pick<Case, 'as' | 'columns'>): string {
  if (as.format === 'csv') return csvText(columns, as.style);
  return as.format === 'json' ? jsonText(columns, as.style) : '';
}

async function written({ as, columns, gzip }: Pick<Case, 'as' | 'columns' | 'gzip'>): Promise<Buffer> {
  const plain =
    as.format === 'parquet'
      ? await parquetBytes(columns, as.rowGroupSize)
      : encoded(textOf({ as, columns }), as.encoding);
  return compressed(plain, gzip);
}

/** Profiles a file, reads all of its pages, and compares both with the values that were to be written. */
async function check(meant: Case, bytes: Buffer): Promise<void> {
  const { as, gzip, rowsOnPage } = meant;
  const inner = mediaTypeOf(as);
  const named = as.format !== 'csv' || as.style.header;
  const columns = meant.columns.map((column, nth) => (named ? column : { ...column, name: `column_${nth + 1}` }));
  await withJobFolder(bytes, async (path, workDir) => {
    const format = await detectFormat(path);
    if (format.format === 'binary') throw new Error(`It was taken for ${format.mediaType}.`);
    const job = { task: 'profile', path, workDir, filename: 'table.x', format } as const;
    const { profile, reading } = await new FileProfiler().profile(job);
    expect(storedMediaType(format)).toBe(gzip === 'none' ? inner : 'application/gzip');
    expect(seenOf(profile)).toEqual({
      kind: 'table',
      ...(gzip !== 'none' && { compression: 'gzip', inner_media_type: inner }),
      table: { name: 'table', header: named, ...layoutOf(meant), ...truthOf(columns, as.format === 'parquet') },
      warnings: warningsOf(meant, columns),
    });
    expect(await pagesOf(path, reading, rowsOnPage)).toEqual(rowsOf(columns));
  });
}

function mediaTypeOf(as: Case['as']): string {
  if (as.format === 'parquet') return 'application/vnd.apache.parquet';
  if (as.format === 'json') return as.style.layout === 'lines' ? 'application/x-ndjson' : 'application/json';
  return as.style.delimiter === '\t' ? 'text/tab-separated-values' : 'text/csv';
}

function layoutOf({ as, columns }: Case): object {
  if (as.format === 'parquet') return {};
  const encoding = isGuessed({ as, columns }) ? 'windows-1252' : as.encoding.replace(/-bom$|^windows-1252$/, '');
  return { encoding: encoding || 'utf-8', ...(as.format === 'csv' && { delimiter: as.style.delimiter }) };
}

/** Without a letter that is not ASCII, windows-1252 is UTF-8. */
function isGuessed({ as, columns }: Pick<Case, 'as' | 'columns'>): boolean {
  return as.format !== 'parquet' && as.encoding === 'windows-1252' && /[^\0-\x7f]/.test(textOf({ as, columns }));
}

function warningsOf({ as, columns: meant }: Case, columns: readonly GeneratedColumn[]): string[] {
  const guessed = isGuessed({ as, columns: meant }) ? ['ENCODING_GUESSED '] : [];
  if (as.format !== 'csv') return guessed;
  const { decimal, grouped } = as.style;
  const numbers = columns.flatMap(({ name, type, cells }) => {
    const filled = type === 'number' ? cells.filter((cell) => cell !== null) : [];
    if (decimal === ',') return filled.length > 0 ? [`DECIMAL_COMMA ${name}`] : [];
    return grouped && filled.some(({ rank }) => Math.abs(Number(rank)) >= 1000) ? [`THOUSANDS_SEPARATOR ${name}`] : [];
  });
  return [...guessed, ...numbers].sort();
}

/** A profile without what only the profiler can know, such as which values it picks for examples. */
function seenOf({ tables: [table], warnings, ...profile }: ContentProfile): object {
  const columns = table?.columns.map(({ name, type, nulls, distinct, min, max }) => ({
    name,
    type,
    nulls,
    distinct,
    min,
    max,
  }));
  return {
    ...profile,
    table: { ...table, columns },
    warnings: warnings.map(({ code, column }) => `${code} ${column ?? ''}`).sort(),
  };
}

async function pagesOf(path: string, reading: Reading, rows: number): Promise<unknown[][]> {
  const found: unknown[][] = [];
  for (let from: number | undefined = 0; from !== undefined;) {
    const page: Preview = await withJobFolder('', (_, workDir) =>
      new FilePreviewer().preview({
        task: 'preview',
        path,
        workDir,
        reading: pageReading(reading, 0, 'file'),
        from: from!,
        rows,
      }),
    );
    found.push(...page.rows);
    from = page.next;
  }
  return found;
}

describe('a table in any format, encoding, delimiter and notation', () => {
  it(
    'has the profile and the rows that were written into it',
    async () => {
      await fc.assert(
        fc.asyncProperty(cases, async (each) => check(each, await written(each))),
        { numRuns: RUNS, interruptAfterTimeLimit: RUNS * 10_000 },
      );
    },
    RUNS * 10_000,
  );

  it.each<[string, (columns: GeneratedColumn[]) => GeneratedColumn[]]>([
    ['drops its last row', (columns) => columns.map((column) => ({ ...column, cells: column.cells.slice(0, -1) }))],
    ['changes one cell', (columns) => columns.map((column, nth) => (nth === 0 ? withOtherCell(column) : column))],
    [
      'gives two columns each other’s names',
      ([first, second, ...others]) => [{ ...first!, name: second!.name }, { ...second!, name: first!.name }, ...others],
    ],
    [
      'loses a cell',
      (columns) => columns.map((column) => ({ ...column, cells: [...column.cells.slice(0, -1), null] })),
    ],
  ])('is told from what a writer makes of it who %s', async (_, spoil) => {
    const several = cases.filter(({ columns, as }) => columns.length > 1 && (as.format !== 'csv' || as.style.header));
    for (const each of fc.sample(several, { numRuns: 3, seed: 7 })) {
      const bytes = await written({ ...each, columns: spoil(each.columns) });
      await expect(check(each, bytes)).rejects.toThrow();
    }
  });
});

/** The first cell with its last digit or letter turned into another. */
function withOtherCell(column: GeneratedColumn): GeneratedColumn {
  const other = column.cells.find((cell) => cell !== null && cell.text !== column.cells[0]!.text) ?? column.cells[0]!;
  return {
    ...column,
    cells: [
      { ...other, text: other.text.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)) },
      ...column.cells.slice(1),
    ],
  };
}
