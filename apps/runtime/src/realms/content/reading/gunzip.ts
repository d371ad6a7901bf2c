import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { FileUnreadable } from './file-unreadable.js';

const CHUNK_BYTES = 256 << 10;

/** What a compressed file may swell to. */
export interface InflationLimits {
  mostBytes: number;
  /** How many times its own size a file may hold; up to `freeBytes` it may be any. */
  mostRatio: number;
  freeBytes: number;
}

/** Tables of repeating rows shrink to a hundredth, bombs to a thousandth. */
const LIMITS: InflationLimits = { mostBytes: 2 * 2 ** 30, mostRatio: 200, freeBytes: 128 << 20 };

/**
 * What is inside a gzip file, all of its members one after another.
 * Throws `FileUnreadable` when it breaks off, is damaged, or is followed by something else than zeros. `readUpTo`
 * bounds the bytes that are read of the file; where it goes on behind them it appears to break off.
 */
export async function* gunzipped(path: string, readUpTo = Infinity): AsyncGenerator<Buffer> {
  const source = createReadStream(path, { end: readUpTo - 1, highWaterMark: CHUNK_BYTES });
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  source.on('error', (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip) as AsyncIterable<Buffer>;
  } catch (error) {
    throw isDamage(error) ? damaged(error.message, error) : error;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
  await refuseWhatFollows(path, gunzip.bytesWritten);
}

/**
 * Inflates a gzip file into the folder of a job, as far as `upTo` bytes if that is all that is wanted.
 * Throws `FileUnreadable` for a damaged file and for one that holds more than anybody would have compressed.
 */
export async function gunzipInto(
  workDir: string,
  path: string,
  { upTo = Infinity, limits = LIMITS }: { upTo?: number | undefined; limits?: InflationLimits } = {},
): Promise<string> {
  const target = join(workDir, 'inflated');
  const size = await sizeOf(path);
  async function* bounded(): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of gunzipped(path)) {
      bytes += chunk.length;
      refuseBombs(bytes, size, limits);
      yield chunk;
      if (bytes >= upTo) return;
    }
  }
  await pipeline(Readable.from(bounded()), createWriteStream(target));
  return target;
}

function refuseBombs(bytes: number, size: number, { mostBytes, mostRatio, freeBytes }: InflationLimits): void {
  if (bytes > mostBytes) {
    throw new FileUnreadable(
      `The gzip file holds more than ${mostBytes >> 20} MiB. Split what is inside, and compress the parts.`,
    );
  }
  if (bytes > freeBytes && bytes > size * mostRatio) {
    throw new FileUnreadable(
      `The gzip file holds more than ${mostRatio} times its own size, as files do that are made to fill a disk. ` +
        'Upload what is inside without compressing it.',
    );
  }
}

/** Zeros fill up blocks on tapes; anything else was appended by mistake, and passing over it would lose it. */
async function refuseWhatFollows(path: string, from: number): Promise<void> {
  for await (const bytes of createReadStream(path, { start: from }) as AsyncIterable<Buffer>) {
    if (bytes.some((byte) => byte !== 0)) throw damaged(`behind byte ${from} follows something else`);
  }
}

async function sizeOf(path: string): Promise<number> {
  const file = await open(path);
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

function isDamage(error: unknown): error is NodeJS.ErrnoException {
  return /^Z_(?:DATA|BUF|NEED_DICT)/.test(String((error as NodeJS.ErrnoException).code));
}

function damaged(what: string, cause?: unknown): FileUnreadable {
  return new FileUnreadable(
    `The gzip file is damaged or cut off: ${what}. Check it with "gzip -t", and upload it again.`,
    { cause },
  );
}
