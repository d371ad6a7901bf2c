import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { BlobTooLarge, type BlobDigest } from './blob-store.js';

/** Bytes on their way to somewhere else, counted, hashed and held to a limit; by way of `stream`, once. */
export class PassingBytes {
  /** Gives what comes as it comes: it holds back one piece and no more. */
  readonly stream: Readable;
  private readonly hash = createHash('sha256');
  private size = 0;
  private failure: { readonly error: unknown } | undefined;

  /** `check` is called for every piece, and may throw. */
  constructor(
    private readonly bytes: Readable,
    private readonly maxBytes: number,
    private readonly check: () => void,
  ) {
    this.stream = Readable.from(this.pieces(), { highWaterMark: 1 });
  }

  /** What broke them off on this side, whatever whoever took them made of it. */
  get broken(): { readonly error: unknown } | undefined {
    return this.failure;
  }

  /** Of all of them, when they have passed; once. */
  digest(): BlobDigest {
    return { size: this.size, sha256: this.hash.digest('hex') };
  }

  private async *pieces(): AsyncGenerator<Buffer> {
    try {
      for await (const piece of this.bytes as AsyncIterable<Buffer>) {
        this.check();
        this.size += piece.length;
        if (this.size > this.maxBytes) throw new BlobTooLarge(`More than ${this.maxBytes} bytes were sent.`);
        this.hash.update(piece);
        yield piece;
      }
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}
