import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BlobTooLarge } from './blob-store.js';
import { writeDurably } from './durable-file.js';

const MIB = 2 ** 20;

describe('A file that is written durably', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'durable-file-'));
    path = join(folder, 'file');
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await rm(folder, { recursive: true });
  });

  it('holds what came, in order, in pieces of any size, and its digest is theirs', async () => {
    const pieces = [1, 2 ** 18, 70_000, 3 * MIB, 0, 40 * MIB, 17].map((length) => randomBytes(length));
    const whole = Buffer.concat(pieces);

    const digest = await writeDurably(path, Readable.from(pieces), whole.length);

    expect(digest).toEqual({ size: whole.length, sha256: createHash('sha256').update(whole).digest('hex') });
    expect(whole.equals(await readFile(path))).toBe(true);
  });

  it('is empty when nothing came', async () => {
    await expect(writeDurably(path, Readable.from([]), 0)).resolves.toMatchObject({ size: 0 });
    await expect(readFile(path)).resolves.toHaveLength(0);
  });

  it('is refused at the first byte too many', async () => {
    await expect(writeDurably(path, Readable.from([Buffer.alloc(8), Buffer.alloc(1)]), 8)).rejects.toThrow(
      BlobTooLarge,
    );
  });

  it('is refused when a part that the disk was given early did not get there, though the last sync succeeds', async () => {
    const datasync = jest.spyOn(await fileHandles(), 'datasync').mockRejectedValueOnce(new Error('EIO'));

    await expect(writeDurably(path, Readable.from(tooMuchAtOnce()), 80 * MIB)).rejects.toThrow('EIO');

    expect(datasync).toHaveBeenCalledTimes(1);
  });

  it('is refused when its last piece could not be written', async () => {
    jest.spyOn(await fileHandles(), 'writev').mockRejectedValueOnce(new Error('ENOSPC'));

    await expect(writeDurably(path, Readable.from([Buffer.alloc(10)]), 10)).rejects.toThrow('ENOSPC');
  });

  it('goes on with the rest when the disk takes a part of what it is given', async () => {
    const handles = await fileHandles();
    const { writev } = handles;
    jest.spyOn(handles, 'writev').mockImplementationOnce(function (this: FileHandle, buffers) {
      const [first] = buffers as readonly Buffer[];
      return writev.call(this, [first!.subarray(0, 3)]);
    });

    await writeDurably(path, Readable.from([Buffer.from('whole file')]), 10);

    await expect(readFile(path, 'utf8')).resolves.toBe('whole file');
  });

  it('is synced when everything is in it', async () => {
    const handles = await fileHandles();
    const calls: string[] = [];
    for (const name of ['writev', 'sync'] as const) {
      const original = handles[name] as (...given: unknown[]) => Promise<unknown>;
      jest.spyOn(handles, name).mockImplementation(async function (this: FileHandle, ...given: unknown[]) {
        const result = await original.apply(this, given);
        calls.push(name);
        return result as never;
      });
    }

    await writeDurably(path, Readable.from([Buffer.alloc(2 ** 18), Buffer.alloc(2 ** 18), Buffer.alloc(1)]), MIB);

    expect(calls).toEqual(['writev', 'writev', 'writev', 'sync']);
  });

  function* tooMuchAtOnce(): Generator<Buffer> {
    const piece = Buffer.alloc(MIB);
    for (let sent = 0; sent < 80; sent += 1) yield piece;
  }

  /** What all of them have in common; the class itself is not to be had. */
  async function fileHandles(): Promise<FileHandle> {
    const file = await open(join(folder, 'another'), 'w');
    await file.close();
    return Object.getPrototypeOf(file) as FileHandle;
  }
});
