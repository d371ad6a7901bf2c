const FIRST_BYTES = 64 << 10;
const TAB = 0x09;
const LINE_FEED = 0x0a;
/** What every row begins with, so that none is an empty line, which readers pass over. */
const MARK = '.';

/** A row without a value. */
export const BLANK_LINE = Buffer.from(`${MARK}\n`);

/**
 * One row as a line, grown cell by cell: a mark, and behind a tab each the cells as JSON, in which there are neither
 * tabs nor line breaks; nothing where a cell is empty.
 */
export class RowBytes {
  private bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  private used = 0;
  private cells = 0;

  constructor() {
    this.begin();
  }

  /** How long the row is so far. */
  get length(): number {
    return this.used;
  }

  /** Puts JSON in the column, counted from 0, which lies behind all before it. */
  put(column: number, json: string | Buffer): void {
    const tabs = column + 1 - this.cells;
    // No character takes more than three bytes for each of its halves.
    this.makeRoomFor(tabs + json.length * 3 + 1);
    this.bytes.fill(TAB, this.used, this.used + tabs);
    this.used += tabs;
    this.cells = column + 1;
    this.used += typeof json === 'string' ? this.bytes.write(json, this.used) : json.copy(this.bytes, this.used);
  }

  /** The row and a line break; the next one begins. */
  take(): Buffer {
    this.bytes[this.used++] = LINE_FEED;
    const row = Buffer.from(this.bytes.subarray(0, this.used));
    this.begin();
    return row;
  }

  private begin(): void {
    this.used = this.bytes.write(MARK);
    this.cells = 0;
  }

  private makeRoomFor(bytes: number): void {
    if (this.used + bytes <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.used + bytes));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }
}
