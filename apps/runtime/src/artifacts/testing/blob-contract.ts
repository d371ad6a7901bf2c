import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { BlobTooLarge, type BlobStore } from '../blob-store.js';

const MIB = 2 ** 20;
const DAY_MS = 24 * 3_600_000;
/** No limit that any of these comes near. */
const ROOM = 64 * MIB;
/** Far enough for every adapter to hold what is old for old. */
const inDays = (days: number): number => Date.now() + days * DAY_MS;

/** A blob store, and what its port does not show of it. */
export interface OpenBlobs {
  readonly store: BlobStore;
  /** Whatever there is of blobs, whole or not, by any name. */
  kept(): Promise<string[]>;
  /** Leaves what a process leaves that dies while it writes. */
  dieWriting(id: string): Promise<void>;
  close(): Promise<void>;
}

/** A promise, and how it is held to. */
type BlobPromise = readonly [promise: string, holds: (blobs: OpenBlobs) => Promise<void>];

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const readWhole = (store: BlobStore, id: string): Promise<Buffer> => buffer(store.read(id));

async function ids(store: BlobStore, time: number, underWay: string[] = []): Promise<string[]> {
  const found: string[] = [];
  for await (const id of store.writtenBefore(time, new Set(underWay))) found.push(id);
  return found.sort();
}

/** Gives this many bytes in pieces of the network's size, and breaks off. */
async function* brokenAfter(bytes: number): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < bytes; sent += 2 ** 16) yield randomBytes(2 ** 16);
  throw new Error('The line is cut.');
}

/** Pieces of a buffer, each of another size. */
function* pieces(whole: Buffer): Generator<Buffer> {
  for (let at = 0, size = 1; at < whole.length; at += size, size = (size * 7) % 100_003) {
    yield whole.subarray(at, at + size);
  }
}

/** What every adapter keeps to. */
export const BLOB_PROMISES: readonly BlobPromise[] = [
  [
    'a blob of any size comes back as it went in, and its size and SHA-256 are those of its bytes',
    async ({ store }) => {
      for (const size of [0, 1, 5 * MIB, 5 * MIB + 1, 12 * MIB + 17]) {
        const whole = randomBytes(size);
        const digest = await store.write(`art_of${size}`, Readable.from(pieces(whole)), size);

        expect(digest).toEqual({ size, sha256: sha256(whole) });
        expect((await readWhole(store, `art_of${size}`)).equals(whole)).toBe(true);
      }
    },
  ],
  [
    'of a blob comes the part that was asked for, both ends included',
    async ({ store }) => {
      const whole = randomBytes(6 * MIB);
      await store.write('art_parts', Readable.from(pieces(whole)), ROOM);

      for (const [start, end] of [
        [0, 1],
        [17, 4_711],
        [5 * MIB - 3, 5 * MIB + 3],
        [100, whole.length - 1],
        [whole.length - 1, whole.length - 1],
      ] as const) {
        const part = await buffer(store.read('art_parts', { start, end }));
        expect({ start, end, is: sha256(part) }).toEqual({ start, end, is: sha256(whole.subarray(start, end + 1)) });
      }
    },
  ],
  [
    'what is not there is said not to be there',
    async ({ store }) => {
      await expect(readWhole(store, 'art_missing')).rejects.toMatchObject({ code: 'ENOENT' });
      await expect(buffer(store.read('art_missing', { start: 3, end: 5 }))).rejects.toMatchObject({ code: 'ENOENT' });
      await expect(store.withFile('art_missing', (path) => readFile(path))).rejects.toMatchObject({ code: 'ENOENT' });
    },
  ],
  [
    'of more bytes than are allowed nothing is kept, however late they turn out to be more',
    async ({ store, kept }) => {
      for (const size of [10, 12 * MIB]) {
        const write = store.write('art_large', Readable.from(pieces(randomBytes(size))), size - 1);
        await expect(write).rejects.toThrow(BlobTooLarge);
      }
      expect(await kept()).toEqual([]);
    },
  ],
  [
    'of a stream that breaks in the middle nothing is kept, and the error is that of the stream',
    async ({ store, kept }) => {
      for (const size of [1, 11 * MIB]) {
        await expect(store.write('art_broken', Readable.from(brokenAfter(size)), ROOM)).rejects.toThrow(/line is cut/);
      }
      const hungUp = new PassThrough();
      hungUp.write(randomBytes(11 * MIB));
      const write = store.write('art_broken', hungUp, ROOM);
      setTimeout(() => hungUp.destroy(), 20);
      await expect(write).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });

      await expect(readWhole(store, 'art_broken')).rejects.toMatchObject({ code: 'ENOENT' });
      expect(await kept()).toEqual([]);
    },
  ],
  [
    'a blob is lent as a file to several at once, and to the next one again',
    async ({ store }) => {
      const whole = randomBytes(300_000);
      await store.write('art_lent', Readable.from([whole]), ROOM);
      const borrow = (): Promise<string> => store.withFile('art_lent', async (path) => sha256(await readFile(path)));

      expect(await Promise.all([borrow(), borrow(), borrow()])).toEqual(Array.from({ length: 3 }, () => sha256(whole)));
      expect(await borrow()).toBe(sha256(whole));
      await expect(store.withFile('art_lent', () => Promise.reject(new Error('no use')))).rejects.toThrow('no use');
    },
  ],
  [
    'a removed blob is gone, and to remove it again harms nobody',
    async ({ store, kept }) => {
      await store.write('art_gone', Readable.from([Buffer.alloc(10)]), ROOM);
      await store.remove('art_gone');
      await store.remove('art_gone');

      await expect(readWhole(store, 'art_gone')).rejects.toMatchObject({ code: 'ENOENT' });
      expect(await kept()).toEqual([]);
    },
  ],
  [
    'blobs are written and read side by side, and a reader who leaves in the middle keeps nobody else from reading',
    async ({ store }) => {
      const wholes = Array.from({ length: 6 }, () => randomBytes(6 * MIB));
      await Promise.all(
        wholes.map((whole, number) => store.write(`art_side${number}`, Readable.from(pieces(whole)), ROOM)),
      );
      for (let left = 0; left < 8; left += 1) {
        for await (const piece of store.read('art_side0')) if ((piece as Buffer).length > 0) break;
      }
      const read = await Promise.all(wholes.map((_, number) => readWhole(store, `art_side${number}`)));
      expect(read.map(sha256)).toEqual(wholes.map(sha256));
    },
  ],
  [
    'blobs written before a time are found, all of them, but neither younger ones nor those under way',
    async ({ store }) => {
      const names = Array.from({ length: 5 }, (_, number) => `art_old${number}`);
      for (const name of names) await store.write(name, Readable.from([Buffer.alloc(3)]), ROOM);

      expect(await ids(store, Date.now() - DAY_MS)).toEqual([]);
      expect(await ids(store, inDays(2), ['art_old3'])).toEqual(names.filter((name) => name !== 'art_old3'));
    },
  ],
  [
    'what a process left that died while it wrote is no blob, and is removed when it is old and not under way',
    async ({ store, kept, dieWriting }) => {
      await dieWriting('art_half1');
      await dieWriting('art_half2');
      await dieWriting('art_half3');
      const left = (await kept()).length;
      await expect(readWhole(store, 'art_half1')).rejects.toMatchObject({ code: 'ENOENT' });

      expect(await ids(store, Date.now() - DAY_MS)).toEqual([]);
      expect((await kept()).length).toBe(left);
      expect(await ids(store, inDays(2), ['art_half2'])).toEqual([]);
      expect((await kept()).length).toBe(left / 3);
      expect(await ids(store, inDays(4))).toEqual([]);
      expect(await kept()).toEqual([]);
    },
  ],
];

/** Holds an adapter to all of them; each begins with a store in which nothing is. */
export function blobContract(name: string, open: () => Promise<OpenBlobs>): void {
  describe(`the contract of blobs on ${name}`, () => {
    it.each(BLOB_PROMISES.map(([promise, holds]) => ({ promise, holds })))('$promise', async ({ holds }) => {
      const blobs = await open();
      try {
        await holds(blobs);
      } finally {
        await blobs.close();
      }
    });
  });
}
