import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { BlobTooLarge, type BlobDigest } from './blob-store.js';

/** What is handed to the disk at once: a call for each of the network's pieces would cost more than the writing. */
const PIECE_BYTES = 2 ** 18;

/**
 * Writes a new file, hashing what passes. Resolves when every byte is on the disk. Rejects with `BlobTooLarge`, or with
 * what broke the stream or the disk; the file is closed then, and what is in it is not whole.
 */
export async function writeDurably(path: string, bytes: Readable, maxBytes: number): Promise<BlobDigest> {
  const hash = createHash('sha256');
  let size = 0;
  let pieces: Buffer[] = [];
  let held = 0;
  const file = await open(path, 'wx');
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new BlobTooLarge(`More than ${maxBytes} bytes were sent.`);
      hash.update(chunk);
      pieces.push(chunk);
      held += chunk.length;
      if (held < PIECE_BYTES) continue;
      await append(file, pieces, held);
      pieces = [];
      held = 0;
    }
    await append(file, pieces, held);
    await file.sync();
  } finally {
    await file.close();
  }
  return { size, sha256: hash.digest('hex') };
}

async function append(file: FileHandle, pieces: readonly Buffer[], length: number): Promise<void> {
  if (length === 0) return;
  const { bytesWritten } = await file.writev(pieces);
  // A disk that is filling up takes a part, and says why only when it is given the rest.
  if (bytesWritten < length) await file.writeFile(Buffer.concat(pieces).subarray(bytesWritten));
}
