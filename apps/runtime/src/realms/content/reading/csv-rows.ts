import type { Delimiter } from '../detection/file-format.js';
import { csvFields, strictCsvRow } from './csv-fields.js';
import { csvRecords, type CsvRecord } from './csv-records.js';
import { utf8Chunks } from './utf8-chunks.js';

/** What is known of a table before its rows are read. */
export interface CsvShape {
  delimiter: Delimiter;
  header: boolean;
  width: number;
}

/** A row below the header. */
export interface CsvRow {
  /** Absent for a blank line, which is an empty cell in a table of one column. */
  record?: CsvRecord;
  /** Offset of the row after it. */
  next: number;
}

/**
 * The rows from the given offset on, batch by batch. Blank lines between rows are rows of a single column, and nothing
 * in a wider table; after the last row they are nothing at all.
 */
export async function* csvRows(
  path: string,
  { delimiter, header, width }: CsvShape,
  from = 0,
): AsyncGenerator<CsvRow[]> {
  let begun = from > 0;
  let headerAhead = header && from === 0;
  let blanks: CsvRow[] = [];
  for await (const records of csvRecords(utf8Chunks(path, from), delimiter, from)) {
    const rows: CsvRow[] = [];
    for (const record of records) {
      if (record.blank) {
        if (begun && width === 1) blanks.push({ next: record.next });
        continue;
      }
      if (!headerAhead) {
        for (const blank of blanks) rows.push(blank);
        blanks = [];
        rows.push({ record, next: record.next });
      }
      begun = true;
      headerAhead = false;
    }
    yield rows;
  }
}

/** A row as every reader takes it the same way, with a line break: as it stands, if it is that already. */
export function strictRow({ record }: CsvRow, { delimiter, width }: CsvShape): Buffer[] {
  if (record?.strict === true && record.fields === width) return [record.bytes, LINE_FEED];
  const fields = record === undefined ? [] : csvFields(record.bytes.toString(), delimiter);
  return [Buffer.from(strictCsvRow(fields, width, delimiter))];
}

const LINE_FEED = Buffer.from('\n');
