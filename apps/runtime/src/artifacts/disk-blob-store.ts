import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RuntimeConfig } from '../config/runtime-config.js';
import { BlobStore, BlobTooLarge, type BlobDigest, type ByteRange } from './blob-store.js';

/** Hashes and counts what passes through. */
class Meter extends Transform {
  readonly hash = createHash('sha256');
  size = 0;

  constructor(private readonly maxBytes: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.size += chunk.length;
    if (this.size > this.maxBytes) {
      done(new BlobTooLarge(`More than ${this.maxBytes} bytes were sent.`));
      return;
    }
    this.hash.update(chunk);
    done(null, chunk);
  }
}

/** Blobs as files below the data folder, spread over subfolders by the end of their ids, which is random. */
@Injectable()
export class DiskBlobStore extends BlobStore implements OnModuleInit {
  private readonly blobs: string;
  private readonly unfinished: string;

  constructor({ dataDir }: RuntimeConfig) {
    super();
    this.blobs = join(dataDir, 'blobs');
    this.unfinished = join(this.blobs, 'unfinished');
  }

  async onModuleInit(): Promise<void> {
    await mkdir(this.unfinished, { recursive: true });
  }

  override async write(id: string, bytes: Readable, maxBytes: number): Promise<BlobDigest> {
    const written = join(this.unfinished, id);
    const meter = new Meter(maxBytes);
    try {
      // The file is synced before it gets its name, and its folder after: a name never leads to half a blob.
      await pipeline(bytes, meter, createWriteStream(written, { flags: 'wx', flush: true }));
      await mkdir(this.folderOf(id), { recursive: true });
      await rename(written, this.pathOf(id));
      await syncFolder(this.folderOf(id));
      await syncFolder(this.blobs);
    } catch (error) {
      await rm(written, { force: true });
      throw error;
    }
    return { size: meter.size, sha256: meter.hash.digest('hex') };
  }

  override read(id: string, range?: ByteRange): Readable {
    return createReadStream(this.pathOf(id), range);
  }

  override withFile<Result>(id: string, use: (path: string) => Promise<Result>): Promise<Result> {
    return use(this.pathOf(id));
  }

  override async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  override async *writtenBefore(time: number): AsyncIterable<string> {
    for (const folder of await readdir(this.blobs)) {
      for (const name of await readdir(join(this.blobs, folder))) {
        const path = join(this.blobs, folder, name);
        const found = await stat(path).catch(ignoreMissing);
        if (!found || found.mtimeMs >= time) continue;
        if (folder === 'unfinished') await rm(path, { force: true });
        else yield name;
      }
    }
  }

  private folderOf(id: string): string {
    return join(this.blobs, id.slice(-2));
  }

  private pathOf(id: string): string {
    return join(this.folderOf(id), id);
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** A file that is gone between listing and looking was removed by someone who had the right to. */
function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
