import { JsonFault, JsonUnfinished, JsonWalker } from './json-value.js';
import { FileUnreadable } from './file-unreadable.js';

const LINE_FEED = 0x0a;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;

/** What DuckDB takes as one value at most. */
export const LONGEST_ELEMENT = 16 << 20;

/** One row of a JSON file: an element of its array, or one of the values that follow one another. */
export interface JsonElement {
  /** Offset in the file. */
  readonly start: number;
  readonly bytes: Buffer;
  readonly isObject: boolean;
}

/** Where to go on reading: at 0, or right behind an element. */
export interface JsonStart {
  readonly offset: number;
  readonly inArray: boolean;
}

/**
 * The elements of a JSON text, batch by batch, however they fall on the chunks.
 * Throws `JsonFault`, its place counted from the beginning of the file, for what is not JSON, and `FileUnreadable` for
 * an element of more than 16 MiB.
 */
export async function* jsonElements(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  { onKey, from }: { onKey?: (raw: string) => void; from?: JsonStart } = {},
): AsyncGenerator<JsonElement[]> {
  const splitter = new JsonSplitter(onKey, from);
  for await (const chunk of chunks) yield splitter.split(chunk);
  yield splitter.finish();
}

type Place = 'start' | 'before-first' | 'before-element' | 'after-element' | 'between-values' | 'after-array';

/** Cuts JSON into elements. What has no end yet is kept and looked at again with the chunk that follows. */
export class JsonSplitter {
  private rest: Buffer = Buffer.alloc(0);
  private offset: number;
  private place: Place;

  constructor(
    private readonly onKey?: (raw: string) => void,
    from: JsonStart = { offset: 0, inArray: false },
  ) {
    this.offset = from.offset;
    if (from.offset === 0) this.place = 'start';
    else this.place = from.inArray ? 'after-element' : 'between-values';
  }

  /** Whether the elements are those of one array. */
  get inArray(): boolean {
    return this.place !== 'start' && this.place !== 'between-values';
  }

  split(chunk: Buffer): JsonElement[] {
    return this.cut(this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]));
  }

  /** The last elements. What is still open is a fault now. */
  finish(): JsonElement[] {
    const end = this.offset + this.rest.length;
    const elements = this.cut(Buffer.concat([this.rest, Buffer.of(LINE_FEED)]));
    if (this.rest.length > 0)
      throw new JsonFault(this.offset, 'the value that begins here is not complete when the file ends');
    if (this.inArray && this.place !== 'after-array')
      throw new JsonFault(end, 'the array is not closed when the file ends');
    return elements;
  }

  private cut(buffer: Buffer): JsonElement[] {
    const elements: JsonElement[] = [];
    let at = 0;
    for (;;) {
      const walker = new JsonWalker(buffer, at, this.onKey);
      const next = walker.skipSpace();
      at = walker.at;
      if (next === undefined) break;
      if (this.steps(next, at)) {
        at++;
        continue;
      }
      const end = this.endOf(walker);
      if (end === undefined) break;
      elements.push({ start: this.offset + at, bytes: buffer.subarray(at, end), isObject: next === OPEN_OBJECT });
      this.place = this.inArray ? 'after-element' : 'between-values';
      at = end;
    }
    this.rest = buffer.subarray(at);
    this.offset += at;
    if (this.rest.length > LONGEST_ELEMENT) throw tooLong(this.offset);
    return elements;
  }

  /** Whether the byte belongs to the array around the elements rather than to the next one. */
  private steps(byte: number, at: number): boolean {
    switch (this.place) {
      case 'start':
        this.place = byte === OPEN_ARRAY ? 'before-first' : 'between-values';
        return byte === OPEN_ARRAY;
      case 'before-first':
        this.place = byte === CLOSE_ARRAY ? 'after-array' : 'before-element';
        return byte === CLOSE_ARRAY;
      case 'after-element':
        if (byte !== COMMA && byte !== CLOSE_ARRAY) {
          throw new JsonFault(this.offset + at, 'a comma or "]" was expected between two elements of the array');
        }
        this.place = byte === COMMA ? 'before-element' : 'after-array';
        return true;
      case 'after-array':
        throw new JsonFault(this.offset + at, 'the array has ended, but the file goes on');
      default:
        return false;
    }
  }

  /** The offset after the element that begins here, or undefined if its end is not in the buffer. */
  private endOf(walker: JsonWalker): number | undefined {
    const begin = walker.at;
    try {
      walker.value();
    } catch (error) {
      if (error instanceof JsonUnfinished) return undefined;
      throw error instanceof JsonFault ? new JsonFault(this.offset + error.at, error.message) : error;
    }
    if (walker.at - begin > LONGEST_ELEMENT) throw tooLong(this.offset + begin);
    return walker.at;
  }
}

function tooLong(offset: number): FileUnreadable {
  return new FileUnreadable(
    `The JSON value at byte ${offset} is longer than 16 MiB. Write the rows as an array, or one to a line.`,
  );
}
