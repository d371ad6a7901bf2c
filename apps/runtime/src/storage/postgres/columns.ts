/** What a column of a row may hold. */
type Value = string | number | boolean | null;

/** The types that columns are of, with the numbers that PostgreSQL knows them by. */
const OIDS = { bool: 16, int8: 20, int: 23, text: 25 } as const;

export type ColumnType = keyof typeof OIDS;

/** `unnest($1::text[], $2::int8[] …)` for columns of these types, beginning with the parameter `first`. */
export function unnest(types: readonly ColumnType[], first = 1): string {
  return `unnest(${types.map((type, index) => `$${first + index}::${type}[]`).join(', ')})`;
}

/**
 * The values of rows, column by column, each as an array in PostgreSQL's binary form (`array_recv`): what `unnest` makes
 * rows of again. In it nobody has to escape a text or to look for its end.
 */
export function columnsOf(rows: readonly (readonly Value[])[], types: readonly ColumnType[]): Buffer[] {
  return PAGE.columns(rows, types);
}

const PAGE_BYTES = 64 * 1024;
/** What one large batch needed is not kept for ever. */
const KEPT_BYTES = 1024 * 1024;
/** Up to here, a loop is faster than the call of what writes texts. */
const SHORT = 24;
const NULL = -1;
const TWO_TO_THE_32 = 2 ** 32;

/** Memory in which columns are written, one batch after the other. */
class Page {
  private page = Buffer.allocUnsafe(PAGE_BYTES);
  private end = 0;

  columns(rows: readonly (readonly Value[])[], types: readonly ColumnType[]): Buffer[] {
    this.end = 0;
    const ends = types.map((type, column) => {
      // One dimension that counts from 1 and may have nulls; none if there are no rows.
      for (const part of rows.length === 0 ? [0, 0, OIDS[type]] : [1, 1, OIDS[type], rows.length, 1]) this.int(part);
      for (const row of rows) this.element(row[column]!, type);
      return this.end;
    });
    const written = Buffer.from(this.page.subarray(0, this.end));
    if (this.page.length > KEPT_BYTES) this.page = Buffer.allocUnsafe(PAGE_BYTES);
    return ends.map((end, column) => written.subarray(ends[column - 1] ?? 0, end));
  }

  /** Its length in bytes, and its bytes. */
  private element(value: Value, type: ColumnType): void {
    if (value === null) return this.int(NULL);
    switch (type) {
      case 'text':
        return this.text(value as string);
      case 'int':
        this.int(4);
        return this.int(value as number);
      case 'int8':
        this.int(8);
        this.int(Math.floor((value as number) / TWO_TO_THE_32));
        // Its lower half, as a number with a sign.
        return this.int((value as number) | 0);
      case 'bool':
        this.int(1);
        this.reserve(1);
        this.end = this.page.writeUInt8(Number(value), this.end);
    }
  }

  private text(text: string): void {
    this.reserve(4 + 3 * text.length);
    const start = this.end + 4;
    const isWritten = text.length <= SHORT && this.wroteAscii(text, start);
    const length = isWritten ? text.length : this.page.write(text, start);
    this.int(length);
    this.end += length;
  }

  /** Writes characters up to the first that is not ASCII; false if there is one, and the text is still to be written. */
  private wroteAscii(text: string, start: number): boolean {
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return false;
      this.page[start + index] = code;
    }
    return true;
  }

  private int(value: number): void {
    this.reserve(4);
    this.end = this.page.writeInt32BE(value, this.end);
  }

  private reserve(bytes: number): void {
    if (this.end + bytes <= this.page.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.page.length, this.end + bytes));
    this.page.copy(larger, 0, 0, this.end);
    this.page = larger;
  }
}

const PAGE = new Page();
