import { csvFields } from '../reading/csv-fields.js';
import { CsvSplitter, type CsvRecord } from '../reading/csv-records.js';
import { FileUnreadable } from '../reading/file-unreadable.js';
import { isEmptyCell, looksLikeValue } from './cell-guess.js';
import { DELIMITERS, type Delimiter } from './file-format.js';
import { guessHeader, type HeaderGuess } from './header-row.js';

export interface CsvDialect extends HeaderGuess {
  delimiter: Delimiter;
}

const ROWS_LOOKED_AT = 1000;
/** Share of rows that must have as many fields as most have. */
const MOSTLY = 0.9;
const LONGEST_NAME = 64;

interface Sample {
  delimiter: Delimiter;
  rows: string[][];
  /** As many fields as most rows have. */
  width: number;
  /** Share of rows that have them. */
  share: number;
}

/**
 * How the beginning of a text is delimited, or undefined if it is no table. `complete` says that it is the whole text.
 * Prose has commas too: what is taken for a table has as many fields in nearly every row, or a first row of short names
 * and delimiters in most rows below; where a space follows every delimiter, some column must hold values as well.
 */
export function detectCsvDialect(head: Buffer, complete: boolean): CsvDialect | undefined {
  const samples = DELIMITERS.map((delimiter) => sampleOf(head, delimiter, complete)).filter(isTable);
  samples.sort((a, b) => b.share - a.share || b.width - a.width);
  const best = samples[0] ?? singleColumn(sampleOf(head, ',', complete));
  return best && { delimiter: best.delimiter, ...guessHeader(best.rows) };
}

function sampleOf(head: Buffer, delimiter: Delimiter, complete: boolean): Sample {
  const rows = firstRecords(head, delimiter, complete)
    .filter(({ blank }) => !blank)
    .slice(0, ROWS_LOOKED_AT)
    .map(({ bytes }) => csvFields(bytes.toString(), delimiter));
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(widthOf(row), (counts.get(widthOf(row)) ?? 0) + 1);
  const [width, count] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0, 0];
  return { delimiter, rows, width, share: rows.length === 0 ? 0 : count / rows.length };
}

/** All records before the one that is cut off by the end of the head, or by a quote that is never closed. */
function firstRecords(head: Buffer, delimiter: Delimiter, complete: boolean): CsvRecord[] {
  const splitter = new CsvSplitter(delimiter);
  const records = splitter.split(head);
  if (!complete) return records;
  try {
    return [...records, ...splitter.finish()];
  } catch (error) {
    if (error instanceof FileUnreadable) return records;
    throw error;
  }
}

/** Lines of code end in a delimiter: a last field that is empty does not count. */
function widthOf(row: string[]): number {
  return row.length > 1 && isEmptyCell(row.at(-1)) ? row.length - 1 : row.length;
}

function isTable({ rows, width, share }: Sample): boolean {
  const [first, ...body] = rows;
  if (first === undefined) return false;
  const spaced = body.concat([first]).every((row) => row.slice(1).every((cell) => /^\s/.test(cell) || cell === ''));
  if (body.length === 0) return width > 1 && !spaced && first.every(isShort);
  if (width > 1 && share >= MOSTLY) return !spaced || hasColumnOfValues(body);
  const delimited = body.filter((row) => row.length > 1).length;
  return first.length > 1 && !spaced && first.every(isName) && delimited >= body.length / 2;
}

function isShort(cell: string): boolean {
  return cell.length <= LONGEST_NAME;
}

function isName(cell: string): boolean {
  return isShort(cell) && !isEmptyCell(cell) && !looksLikeValue(cell) && !/[.!?]\s*$/.test(cell);
}

function hasColumnOfValues(body: string[][]): boolean {
  return (body[0] ?? []).some((_, index) => {
    const cells = body.map((row) => row[index] ?? '').filter((cell) => !isEmptyCell(cell));
    return cells.length > 0 && cells.every(looksLikeValue);
  });
}

/** Lines without delimiters are a table if all of them, or all below the first, are values. */
function singleColumn(sample: Sample): Sample | undefined {
  const body = sample.rows.slice(1);
  return body.length > 0 && body.every((row) => row.length === 1 && looksLikeValue(row[0]!)) ? sample : undefined;
}
