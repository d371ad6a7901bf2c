import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { RuntimeConfig } from '../config/runtime-config.js';
import type { BlobDigest, ByteRange } from './blob-store.js';
import { DiskBlobStore } from './disk-blob-store.js';
import { BLOB_PROMISES, blobContract, type OpenBlobs } from './testing/blob-contract.js';

async function open(Store = DiskBlobStore): Promise<OpenBlobs> {
  const folder = await mkdtemp(join(tmpdir(), 'disk-blobs-'));
  const store = new Store(RuntimeConfig.from({ DATA_DIR: folder }));
  await store.onModuleInit();
  return {
    store,
    kept: async () => {
      const entries = await readdir(join(folder, 'blobs'), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    },
    dieWriting: (id) => writeFile(join(folder, 'blobs/unfinished', id), 'half of it'),
    close: () => rm(folder, { recursive: true }),
  };
}

blobContract('the disk', open);

/** Takes what has come for all of it. */
class Truncating extends DiskBlobStore {
  override write(id: string, bytes: Readable, maxBytes: number): Promise<BlobDigest> {
    async function* untilItBreaks(): AsyncGenerator<Buffer> {
      try {
        for await (const piece of bytes as AsyncIterable<Buffer>) yield piece;
      } catch {
        // And that is what is wrong with it.
      }
    }
    return super.write(id, Readable.from(untilItBreaks()), maxBytes);
  }
}

/** Takes the end of a range for the first byte that is not in it. */
class HalfOpen extends DiskBlobStore {
  override read(id: string, range?: ByteRange): Readable {
    return super.read(id, range && { ...range, end: Math.max(range.end - 1, range.start) });
  }
}

/** Says that what is not there is empty. */
class Empty extends DiskBlobStore {
  override read(id: string, range?: ByteRange): Readable {
    const bytes = new PassThrough();
    const found = super.read(id, range).on('error', () => bytes.end());
    return found.pipe(bytes);
  }
}

/** Sweeps what is being written. */
class Greedy extends DiskBlobStore {
  override writtenBefore(time: number): AsyncIterable<string> {
    return super.writtenBefore(time, new Set());
  }
}

/** Keeps what it refuses. */
class Hoarding extends DiskBlobStore {
  override async remove(): Promise<void> {}
}

describe('the contract of blobs catches a store that', () => {
  it.each([
    ['takes what has come for all of it', Truncating, /breaks in the middle/],
    ['leaves the last byte of a range out', HalfOpen, /both ends included/],
    ['says that what is not there is empty', Empty, /said not to be there/],
    ['sweeps what is under way', Greedy, /but neither younger ones/],
    ['removes nothing', Hoarding, /to remove it again/],
  ] as const)('%s', async (_, Store, broken) => {
    const [, holds] = BLOB_PROMISES.find(([promise]) => broken.test(promise))!;
    const blobs = await open(Store);
    await expect(holds(blobs)).rejects.toThrow(/expect/);
    await blobs.close();
  });
});
