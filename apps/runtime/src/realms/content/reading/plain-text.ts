import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Encoding } from '../detection/file-format.js';
import { hasByteOrderMark } from './utf8-chunks.js';

const BYTE_ORDER_MARK_BYTES = 3;

/** What windows-1252 has at 0x80 to 0x9f, where Latin-1 has control characters. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * The path of the same text as UTF-8 without byte order mark, which is what the readers read: the file itself if it is
 * that already, else a copy in `workDir`, of its first `upTo` bytes if that is all that is wanted.
 */
export async function plainText(path: string, encoding: Encoding, workDir: string, upTo = Infinity): Promise<string> {
  const marked = await isMarked(path);
  if (encoding === 'utf-8' && !marked) return path;
  const bytes = createReadStream(path, { start: marked ? BYTE_ORDER_MARK_BYTES : 0, end: upTo - 1 });
  const target = join(workDir, 'plain.txt');
  // What claims to be UTF-8 is copied as it is, so that the reader notices where it is not.
  await pipeline(encoding === 'utf-8' ? bytes : Readable.from(decoded(bytes, encoding)), createWriteStream(target));
  return target;
}

async function isMarked(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BYTE_ORDER_MARK_BYTES), 0, BYTE_ORDER_MARK_BYTES, 0);
    return hasByteOrderMark(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Bytes of any encoding as text; at the end of a stream's part a character may be cut. */
export function decodeText(bytes: Buffer, encoding: Encoding): string {
  return encoding === 'windows-1252' ? windows1252(bytes) : new TextDecoder(encoding).decode(bytes, { stream: true });
}

async function* decoded(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = encoding === 'windows-1252' ? undefined : new TextDecoder(encoding);
  for await (const bytes of chunks) {
    yield decoder?.decode(bytes, { stream: true }) ?? windows1252(bytes);
  }
  yield decoder?.decode() ?? '';
}

/** By our own table, because Node releases disagree on what TextDecoder makes of windows-1252. */
function windows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] ?? character);
}
