import { FileUnreadable } from './file-unreadable.js';
import type { Delimiter } from '../detection/file-format.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;

const LONGEST_RECORD = 16 << 20;

/** Where a record lies in a file, and what it takes to read it. */
export interface CsvRecord {
  /** Offset in the file. */
  readonly start: number;
  /** Offset of the record after it. */
  readonly next: number;
  /** Without its line break. */
  readonly bytes: Buffer;
  readonly fields: number;
  /** Nothing but spaces. */
  readonly blank: boolean;
  /** Follows RFC 4180 to the letter and has no cell of mere spaces, so that any reader takes it the same way. */
  readonly strict: boolean;
  /** Ends with CR LF. */
  readonly crlf: boolean;
}

/**
 * The records of delimited text, batch by batch, however their line breaks fall on the chunks.
 * It is lenient where the meaning is plain (spaces before a quote, text after a closing one), and throws
 * `FileUnreadable` for a quote that is never closed and for a record of more than 16 MiB.
 */
export async function* csvRecords(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  delimiter: Delimiter,
  start = 0,
): AsyncGenerator<CsvRecord[]> {
  const splitter = new CsvSplitter(delimiter, start);
  for await (const chunk of chunks) yield splitter.split(chunk);
  yield splitter.finish();
}

/** Cuts text into records. What has no end yet is kept and looked at again with the chunk that follows. */
export class CsvSplitter {
  private readonly delimiter: number;
  private rest: Buffer = Buffer.alloc(0);
  private line = 1;

  constructor(
    delimiter: Delimiter,
    private offset = 0,
  ) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  split(chunk: Buffer): CsvRecord[] {
    return this.cut(this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]), false);
  }

  finish(): CsvRecord[] {
    return this.cut(this.rest, true);
  }

  private cut(buffer: Buffer, last: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let at = 0;
    while (at < buffer.length) {
      const record = this.recordAt(buffer, at, last);
      if (record === undefined) break;
      records.push(record);
      at = record.next - this.offset;
    }
    this.rest = buffer.subarray(at);
    this.offset += at;
    if (this.rest.length > LONGEST_RECORD) {
      throw new FileUnreadable(
        `The row that begins in line ${this.line} is longer than 16 MiB. Check for a quote (") that is never closed.`,
      );
    }
    return records;
  }

  /** The record that begins at `begin`, or undefined if its end is not in the buffer. */
  private recordAt(buffer: Buffer, begin: number, last: boolean): CsvRecord | undefined {
    let at = begin;
    let fields = 1;
    let strict = true;
    let quoted = false;
    let lines = 1;
    for (;;) {
      const opening = skipSpaces(buffer, at);
      strict &&= opening === at || !this.endsField(buffer, opening);
      if (buffer[opening] === QUOTE) {
        quoted = true;
        const closed = closingQuote(buffer, opening + 1);
        if (closed.end === -1 || (closed.end === buffer.length && !last)) {
          if (last) throw this.unclosed(lines);
          return undefined;
        }
        lines += closed.lines;
        strict &&=
          opening === at && this.endsField(buffer, closed.end) && !isBlank(buffer, opening + 1, closed.end - 1);
        at = closed.end;
      }
      while (at < buffer.length && !this.endsField(buffer, at)) {
        strict &&= buffer[at] !== QUOTE;
        at++;
      }
      if (buffer[at] !== this.delimiter) break;
      fields++;
      at++;
    }
    const crlf = buffer[at] === CARRIAGE_RETURN && buffer[at + 1] === LINE_FEED;
    if (!last && (at === buffer.length || (buffer[at] === CARRIAGE_RETURN && at + 1 === buffer.length))) {
      return undefined;
    }
    this.line += lines;
    const bytes = buffer.subarray(begin, at);
    return {
      start: this.offset + begin,
      next: this.offset + Math.min(at + (crlf ? 2 : 1), buffer.length),
      bytes,
      fields,
      blank: fields === 1 && !quoted && skipSpaces(bytes, 0) === bytes.length,
      strict: strict && (crlf || buffer[at] !== CARRIAGE_RETURN),
      crlf,
    };
  }

  private endsField(buffer: Buffer, at: number): boolean {
    const byte = buffer[at];
    return byte === undefined || byte === this.delimiter || byte === LINE_FEED || byte === CARRIAGE_RETURN;
  }

  private unclosed(lines: number): FileUnreadable {
    const line = this.line + lines - 1;
    return new FileUnreadable(`The quote (") that opens in line ${line} is never closed. Close it, or double it.`);
  }
}

function skipSpaces(buffer: Buffer, from: number): number {
  let at = from;
  while (buffer[at] === SPACE) at++;
  return at;
}

/** Whether there is something, and nothing but spaces. */
function isBlank(buffer: Buffer, from: number, to: number): boolean {
  return from < to && skipSpaces(buffer, from) >= to;
}

/** The offset after the quote that closes, -1 if there is none, and the line breaks on the way. */
function closingQuote(buffer: Buffer, from: number): { end: number; lines: number } {
  let lines = 0;
  for (let at = from; at < buffer.length; at++) {
    if (buffer[at] === LINE_FEED) lines++;
    if (buffer[at] !== QUOTE) continue;
    if (buffer[at + 1] !== QUOTE) return { end: at + 1, lines };
    at++;
  }
  return { end: -1, lines };
}
