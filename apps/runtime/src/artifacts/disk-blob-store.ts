import { createReadStream, type Dirent } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RuntimeConfig } from '../config/runtime-config.js';
import { reach } from '../determinism/fault-points.js';
import { BlobStore, type BlobDigest, type ByteRange } from './blob-store.js';
import { writeDurably } from './durable-file.js';

/** Blobs as files below the data folder, spread over subfolders by the end of their ids, which is random. */
@Injectable()
export class DiskBlobStore extends BlobStore implements OnModuleInit {
  private readonly blobs: string;
  private readonly unfinished: string;

  constructor(private readonly config: RuntimeConfig) {
    super();
    this.blobs = join(config.dataDir, 'blobs');
    this.unfinished = join(this.blobs, 'unfinished');
  }

  async onModuleInit(): Promise<void> {
    await mkdir(this.unfinished, { recursive: true });
    await syncFolder(this.config.dataDir);
  }

  override async write(id: string, bytes: Readable, maxBytes: number): Promise<BlobDigest> {
    const written = join(this.unfinished, id);
    try {
      // The file is synced before it gets its name, and its folder after: a name never leads to half a blob.
      const digest = await writeDurably(written, bytes, maxBytes);
      reach('blob.synced');
      await mkdir(this.folderOf(id), { recursive: true });
      await rename(written, this.pathOf(id));
      reach('blob.named');
      await syncFolder(this.folderOf(id));
      await syncFolder(this.blobs);
      reach('blob.folder-synced');
      return digest;
    } catch (error) {
      // What cannot be removed now is taken by the sweeper.
      await Promise.allSettled([rm(written, { force: true }), this.remove(id)]);
      throw error;
    }
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

  override async *writtenBefore(time: number, underWay: ReadonlySet<string>): AsyncIterable<string> {
    for (const { name: folder } of (await readdir(this.blobs, { withFileTypes: true })).filter(isFolder)) {
      for (const name of await readdir(join(this.blobs, folder))) {
        if (underWay.has(name)) continue;
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

const isFolder = (entry: Dirent): boolean => entry.isDirectory();

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
