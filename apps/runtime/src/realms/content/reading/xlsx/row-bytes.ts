const FIRST_BYTES = 64 << 10;
const COMMA = 0x2c;
const NULL = Buffer.from('null');

/** One row as a JSON array, grown cell by cell. */
export class RowBytes {
  private bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  private used = 0;
  private cells = 0;

  /** How long the row is so far. */
  get length(): number {
    return this.used;
  }

  /** Puts JSON in the column, which lies behind all before it. */
  put(column: number, json: string | Buffer): void {
    while (this.cells < column) this.append(NULL);
    this.append(json);
  }

  /** The row and a line break; the next one begins. */
  take(): Buffer {
    const row = Buffer.allocUnsafe(this.used + 3);
    row[0] = 0x5b;
    this.bytes.copy(row, 1, 0, this.used);
    row[this.used + 1] = 0x5d;
    row[this.used + 2] = 0x0a;
    this.used = 0;
    this.cells = 0;
    return row;
  }

  private append(json: string | Buffer): void {
    // No character takes more than three bytes for each of its halves.
    this.makeRoomFor(json.length * 3 + 1);
    if (this.cells++ > 0) this.bytes[this.used++] = COMMA;
    this.used += typeof json === 'string' ? this.bytes.write(json, this.used) : json.copy(this.bytes, this.used);
  }

  private makeRoomFor(bytes: number): void {
    if (this.used + bytes <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.used + bytes));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }
}
