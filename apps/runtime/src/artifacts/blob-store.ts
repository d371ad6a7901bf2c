import type { Readable } from 'node:stream';

/** What was found out about bytes while they were written. */
export interface BlobDigest {
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** A part of a blob, both ends included, counted from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Thrown by `write` when more bytes come than are allowed. Nothing is kept. */
export class BlobTooLarge extends Error {
  override readonly name = 'BlobTooLarge';
}

/** Where the bytes of artifacts live. A blob is there whole or not at all. */
export abstract class BlobStore {
  /** Writes a blob at constant memory. Resolves when it is durable under its name; keeps nothing if it rejects. */
  abstract write(id: string, bytes: Readable, maxBytes: number): Promise<BlobDigest>;

  /** The bytes, or a part of them. The stream fails with ENOENT if there is no such blob. */
  abstract read(id: string, range?: ByteRange): Readable;

  /** Lends a blob as a local file, which must not be changed, for as long as `use` runs. */
  abstract withFile<Result>(id: string, use: (path: string) => Promise<Result>): Promise<Result>;

  /** Removes a blob. Removing what is not there is harmless. */
  abstract remove(id: string): Promise<void>;

  /**
   * Ids of blobs written before the given time; on the way it removes what unfinished writes left behind before then.
   * Those that are `underWay` are neither given nor removed, however long they take. Where to look costs much, or others
   * write too, it may look less often than it is asked, and later.
   */
  abstract writtenBefore(time: number, underWay: ReadonlySet<string>): AsyncIterable<string>;
}
