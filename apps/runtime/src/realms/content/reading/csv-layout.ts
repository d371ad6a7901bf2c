import type { CsvFormat } from '../detection/file-format.js';
import { csvFields } from './csv-fields.js';
import { csvRecords, type CsvRecord } from './csv-records.js';
import { utf8Chunks } from './utf8-chunks.js';

/** A table with more columns is profiled up to here, and a warning says so. */
export const MOST_COLUMNS = 1000;

const ROWS_NAMED = 10;

/** Rows that do not have as many fields as there are columns. */
export interface RaggedRows {
  count: number;
  /** The first of them, counted from 1 without the header. */
  rows: number[];
}

/** How a file of delimited text is built, from one pass over all of it. */
export interface CsvLayout {
  /** The header's fields, undefined without header. */
  names: string[] | undefined;
  rows: number;
  /** Columns: as many as the header has names, or more if most rows have more fields. */
  width: number;
  tooShort: RaggedRows;
  tooLong: RaggedRows;
  /** Whether every reader takes the file the same way. If not, it is rewritten before DuckDB reads it. */
  strict: boolean;
  /** Whether rows end in CR LF. */
  crlf: boolean;
  longestRecord: number;
}

/** Reads the whole file once. Throws `FileUnreadable` where rows cannot be told apart. */
export async function csvLayout(path: string, format: CsvFormat): Promise<CsvLayout> {
  const layout = new LayoutScan(format);
  for await (const records of csvRecords(utf8Chunks(path), format.delimiter)) {
    for (const record of records) layout.take(record);
  }
  return layout.result();
}

class LayoutScan {
  private names: string[] | undefined;
  private rows = 0;
  private readonly byFields = new Map<number, RaggedRows>();
  private strict = true;
  private crlf: boolean | undefined;
  private longestRecord = 0;
  private blanks = 0;
  private blanksBetween = 0;
  private begun = false;

  constructor(private readonly format: CsvFormat) {}

  take(record: CsvRecord): void {
    this.longestRecord = Math.max(this.longestRecord, record.bytes.length);
    this.crlf ??= record.crlf;
    // The last record may have no line break at all; any other change of style is one that readers differ on.
    if (record.crlf !== this.crlf && record.next > record.start + record.bytes.length) this.strict = false;
    if (!record.strict) this.strict = false;
    if (record.blank) this.takeBlank(record);
    else this.takeFields(record);
  }

  result(): CsvLayout {
    const width = this.width();
    const oneColumn = width === 1;
    const [tooShort, tooLong] = [(n: number) => n < width, (n: number) => n > width].map((test) => this.ragged(test));
    return {
      names: this.names,
      rows: this.rows + (oneColumn ? this.blanksBetween : 0),
      width,
      tooShort: tooShort!,
      tooLong: tooLong!,
      strict:
        this.strict &&
        (!oneColumn || this.blanks + this.blanksBetween === 0) &&
        width <= MOST_COLUMNS &&
        tooShort!.count + tooLong!.count === 0,
      crlf: this.crlf === true,
      longestRecord: this.longestRecord,
    };
  }

  private takeBlank(record: CsvRecord): void {
    if (!this.begun || record.bytes.length > 0) this.strict = false;
    if (this.begun) this.blanks++;
  }

  private takeFields(record: CsvRecord): void {
    const header = this.format.header && !this.begun;
    this.begun = true;
    if (header) {
      this.names = csvFields(record.bytes.toString(), this.format.delimiter);
      return;
    }
    this.blanksBetween += this.blanks;
    this.blanks = 0;
    this.rows++;
    const alike = this.byFields.get(record.fields);
    if (alike === undefined) this.byFields.set(record.fields, { count: 1, rows: [this.rows] });
    else if (++alike.count <= ROWS_NAMED) alike.rows.push(this.rows);
  }

  private width(): number {
    let common = { fields: 1, count: 0 };
    for (const [fields, { count }] of this.byFields) {
      if (count > common.count || (count === common.count && fields > common.fields)) common = { fields, count };
    }
    if (this.names === undefined) return common.fields;
    // A few long rows are faults; when most are longer than the header, it is the header that lacks names.
    return common.count > this.rows / 2 ? Math.max(this.names.length, common.fields) : this.names.length;
  }

  private ragged(isRagged: (fields: number) => boolean): RaggedRows {
    const found = [...this.byFields].filter(([fields]) => isRagged(fields)).map(([, alike]) => alike);
    return {
      count: found.reduce((sum, { count }) => sum + count, 0),
      rows: found
        .flatMap(({ rows }) => rows)
        .sort((a, b) => a - b)
        .slice(0, ROWS_NAMED),
    };
  }
}
