import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';

const HEADER = 'id,name,amount,placed_on\n';
const ROWS_A_CHUNK = 4_000;

/** A CSV that is made as it is read, and hashed on its way: nobody holds it, the test included. */
export class CsvOfSize {
  readonly rows: number;
  readonly size: number;
  private readonly hash: Hash = createHash('sha256');

  /** `bytes` is met to within a row. */
  constructor(bytes: number) {
    this.rows = Math.floor((bytes - HEADER.length) / row(0).length);
    this.size = HEADER.length + this.rows * row(0).length;
  }

  stream(): Readable {
    return Readable.from(this.chunks(), { objectMode: false });
  }

  /** Once the stream has been read to its end. */
  sha256(): string {
    return this.hash.copy().digest('hex');
  }

  private *chunks(): Generator<Buffer> {
    yield this.hashed(HEADER);
    for (let from = 0; from < this.rows; from += ROWS_A_CHUNK) {
      const to = Math.min(from + ROWS_A_CHUNK, this.rows);
      let text = '';
      for (let index = from; index < to; index += 1) text += row(index);
      yield this.hashed(text);
    }
  }

  private hashed(text: string): Buffer {
    const bytes = Buffer.from(text, 'latin1');
    this.hash.update(bytes);
    return bytes;
  }
}

/** Every row has the same length, so that the size is known before the first is made. */
function row(index: number): string {
  const id = String(1_000_000_000 + index);
  const day = String(1 + (index % 28)).padStart(2, '0');
  const amount = `${String(10_000 + ((index * 7_919) % 90_000))}.${String(10 + (index % 90))}`;
  return `${id},customer ${id.slice(-6)},${amount},2026-03-${day}\n`;
}
