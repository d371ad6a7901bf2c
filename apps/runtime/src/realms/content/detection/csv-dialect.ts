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
/** A number in which a comma is no delimiter. */
const WITH_COMMAS = /^ *[+-]?\d[\d.,]* *$/;

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
  samples.sort(
    (a, b) =>
      b.share - a.share || torn(a) - torn(b) || columnsOfValues(b.rows) - columnsOfValues(a.rows) || b.width - a.width,
  );
  const best = samples[0] ?? singleColumn(sampleOf(head, ',', complete));
  return best && { delimiter: best.delimiter, ...guessHeader(best.rows) };
}

function sampleOf(head: Buffer, delimiter: Delimiter, complete: boolean): Sample {
  const rows = firstRecords(head, delimiter, complete)
    .filter(({ blank }) => !blank)
    .slice(0, ROWS_LOOKED_AT)
    .map(({ bytes }) => csvFields(bytes.toString(), delimiter));
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
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

/** Share of cells that look as if another delimiter ran through them: not in `3,50` between semicolons. */
function torn({ rows, delimiter }: Sample): number {
  const cells = rows.flat();
  const others = DELIMITERS.filter((other) => other !== delimiter);
  const count = cells.filter((cell) => others.some((other) => cell.includes(other)) && !WITH_COMMAS.test(cell)).length;
  return count / cells.length;
}

function isTable({ rows, width, share }: Sample): boolean {
  const [first, ...body] = rows;
  if (first === undefined) return false;
  const spaced = body.concat([first]).every((row) => row.slice(1).every((cell) => /^\s/.test(cell) || cell === ''));
  if (body.length === 0) return width > 1 && !spaced && first.every(isShort);
  // Lines of code end in a delimiter.
  const ended = rows.every((row) => isEmptyCell(row.at(-1)));
  if (width > 1 && share >= MOSTLY) return (!spaced && !ended) || hasColumnOfValues(ended ? rows : body);
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
  return columnsOfValues(body) > 0;
}

function columnsOfValues(body: string[][]): number {
  return (body[0] ?? []).filter((_, index) => {
    const cells = body.map((row) => row[index] ?? '').filter((cell) => !isEmptyCell(cell));
    return cells.length > 0 && cells.every(looksLikeValue);
  }).length;
}

/** Lines without delimiters are a table if all of them, or all below the first, are values. */
function singleColumn(sample: Sample): Sample | undefined {
  const body = sample.rows.slice(1);
  return body.length > 0 && body.every((row) => row.length === 1 && looksLikeValue(row[0]!)) ? sample : undefined;
}
