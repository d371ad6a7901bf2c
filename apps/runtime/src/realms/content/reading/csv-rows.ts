import type { Delimiter } from '../detection/file-format.js';
import { csvFields } from './csv-fields.js';
import { csvRecords } from './csv-records.js';
import { utf8Chunks } from './utf8-chunks.js';

export interface CsvRow {
  fields: string[];
  /** Offset of the row after it. */
  next: number;
}

/** The rows below the header, from the given offset on. Blank lines are empty cells of a single column, else nothing. */
export async function* csvRows(
  path: string,
  { delimiter, header, width }: { delimiter: Delimiter; header: boolean; width: number },
  from = 0,
): AsyncGenerator<CsvRow> {
  let begun = from > 0;
  let headerAhead = header && from === 0;
  let blanks: number[] = [];
  for await (const records of csvRecords(utf8Chunks(path, from), delimiter, from)) {
    for (const { blank, bytes, next } of records) {
      if (blank) {
        if (begun && width === 1) blanks.push(next);
        continue;
      }
      begun = true;
      if (headerAhead) {
        headerAhead = false;
        continue;
      }
      // Only now is it known that something follows them.
      for (const afterBlank of blanks) yield { fields: [], next: afterBlank };
      blanks = [];
      yield { fields: csvFields(bytes.toString(), delimiter), next };
    }
  }
}
