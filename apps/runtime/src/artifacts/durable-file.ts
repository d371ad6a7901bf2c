import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { BlobTooLarge, type BlobDigest } from './blob-store.js';

/** What is handed to the disk at once: a call for each of the network's pieces would cost more than the writing. */
const PIECE_BYTES = 2 ** 18;
/** What may lie in the system's cache before the disk is told to begin. */
const UNSYNCED_BYTES = 2 ** 25;

/**
 * Writes a new file, hashing what passes. Resolves when every byte is on the disk. Rejects with `BlobTooLarge`, or with
 * what broke the stream or the disk; the file is closed then, and what is in it is not whole.
 */
export async function writeDurably(path: string, bytes: Readable, maxBytes: number): Promise<BlobDigest> {
  const hash = createHash('sha256');
  let size = 0;
  let pieces: Buffer[] = [];
  let held = 0;
  const file = new GrowingFile(await open(path, 'wx'));
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new BlobTooLarge(`More than ${maxBytes} bytes were sent.`);
      pieces.push(chunk);
      held += chunk.length;
      if (held < PIECE_BYTES) continue;
      await file.append(pieces, held);
      // While they are written.
      for (const piece of pieces) hash.update(piece);
      pieces = [];
      held = 0;
    }
    await file.append(pieces, held);
    for (const piece of pieces) hash.update(piece);
    await file.sync();
  } finally {
    await file.close();
  }
  return { size, sha256: hash.digest('hex') };
}

/** A file that the disk takes while the rest of it is on its way, so that little is left to wait for at the end. */
class GrowingFile {
  private writing: Promise<void> | undefined;
  private syncing: Promise<void> | undefined;
  private unsynced = 0;

  constructor(private readonly file: FileHandle) {}

  /** Resolves when these pieces are being written: one call behind. Rejects if those before them could not be. */
  async append(pieces: readonly Buffer[], length: number): Promise<void> {
    await this.writing;
    this.writing = append(this.file, pieces, length);
    // Told to whoever appends next, syncs or closes.
    this.writing.catch(() => undefined);
    this.unsynced += length;
    if (this.unsynced >= UNSYNCED_BYTES && !this.syncing) this.syncEarly();
  }

  /** Resolves when everything is on the disk. */
  async sync(): Promise<void> {
    await this.writing;
    await this.syncing;
    await this.file.sync();
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.writing, this.syncing]);
    await this.file.close();
  }

  private syncEarly(): void {
    this.unsynced = 0;
    this.syncing = this.file.datasync().then(() => void (this.syncing = undefined));
    // Kept for the end: the system says only once that it could not write what it had taken.
    this.syncing.catch(() => undefined);
  }
}

async function append(file: FileHandle, pieces: readonly Buffer[], length: number): Promise<void> {
  if (length === 0) return;
  const { bytesWritten } = await file.writev(pieces);
  // A disk that is filling up takes a part, and says why only when it is given the rest.
  if (bytesWritten < length) await file.writeFile(Buffer.concat(pieces).subarray(bytesWritten));
}
