import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';

const CHUNK_BYTES = 1 << 20;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Thrown when bytes turn up that are not UTF-8. */
export class NotUtf8 extends Error {
  override readonly name = 'NotUtf8';
}

/**
 * A UTF-8 file from the given offset on, in chunks that never cut a character.
 * Throws `NotUtf8` at the first chunk that is something else.
 */
export async function* utf8Chunks(path: string, start = 0): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of createReadStream(path, { start, highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    const joined = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const whole = joined.subarray(0, joined.length - unfinishedTail(joined));
    rest = joined.subarray(whole.length);
    if (!isUtf8(whole)) throw new NotUtf8(`${path} is not UTF-8.`);
    if (whole.length > 0) yield whole;
  }
  if (rest.length > 0) throw new NotUtf8(`${path} ends in the middle of a UTF-8 character.`);
}

/** Whether the file begins with a mark that is no part of its text. */
export function hasByteOrderMark(head: Buffer): boolean {
  return head.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
}

/** How many bytes at the end belong to a UTF-8 character that goes on after it: 0 to 3. */
export function unfinishedTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < lengthByLead(byte) ? back : 0;
  }
  return 0;
}

function lengthByLead(byte: number): number {
  if (byte >= 0xf0) return 4;
  return byte >= 0xe0 ? 3 : 2;
}
