import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DeleteObjectCommand, ListObjectsV2Command, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Logger, type OnModuleInit } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import type { BlobBucket } from '../config/blob-bucket.js';
import { ConfigurationError } from '../config/runtime-config.js';
import type { Clock } from '../determinism/clock.js';
import { BlobStore, type BlobDigest, type ByteRange } from './blob-store.js';
import { LentFiles } from './lent-files.js';
import { PassingBytes } from './passing-bytes.js';
import { s3Client } from './s3-client.js';
import { isMissing, isRefused, reasonOf, s3Failure } from './s3-failure.js';
import { objectBytes, type ObjectName } from './s3-object-bytes.js';
import { abortUnfinishedUploads } from './s3-unfinished-uploads.js';

const HOUR_MS = 3_600_000;
/** How long one write may take. */
const LONGEST_WRITE_MS = 24 * HOUR_MS;
/**
 * How much longer than on a disk what nobody knows is kept. A process knows of its own writes alone, and to Amazon an
 * object is as old as the beginning of its upload: anything younger may be what another Runtime is about to tell of.
 */
const OTHERS_WRITE_MS = LONGEST_WRITE_MS + HOUR_MS;
/** To list a bucket costs money, every Runtime does, and only one that died leaves anything to be found. */
const LISTED_EVERY_MS = HOUR_MS;
/** The smallest that S3 takes, and the most parts: of each upload two parts are on their way while a third fills. */
const PART_BYTES = 5 * 2 ** 20;
const MAX_PARTS = 10_000;
const PARTS_AT_ONCE = 2;
/** How long it is tried to remove what may have been written although it failed. */
const CLEAN_UP_MS = 5_000;
/** How long the start waits to hear whether the bucket is there. */
const TRIAL_MS = 5_000;

/**
 * Blobs as objects of a bucket that every Runtime reaches, under the names that files have on the disk. An object is
 * there when its last part is, whole; reading what was written needs no waiting.
 */
export class S3BlobStore extends BlobStore implements OnModuleInit {
  private readonly logger = new Logger(S3BlobStore.name);
  private readonly lent: LentFiles;
  private listed = -Infinity;

  constructor(
    private readonly bucket: BlobBucket,
    dataDir: string,
    private readonly clock: Clock,
    private readonly client: S3Client = s3Client(bucket),
  ) {
    super();
    this.lent = new LentFiles(join(dataDir, 'lent'));
  }

  /** Throws `ConfigurationError` if the bucket refuses; one that is out of reach may be there in a minute. */
  async onModuleInit(): Promise<void> {
    await this.lent.open();
    const { name, prefix } = this.bucket;
    try {
      const list = new ListObjectsV2Command({ Bucket: name, Prefix: prefix, MaxKeys: 1 });
      await this.client.send(list, { abortSignal: AbortSignal.timeout(TRIAL_MS) });
    } catch (error) {
      if (isRefused(error)) throw new ConfigurationError([`BLOB_URL: ${s3Failure(error).message}`]);
      this.logger.warn(
        `The bucket of BLOB_URL does not answer (${reasonOf(error)}). Files cannot be taken in or read until it does.`,
      );
    }
  }

  override async write(id: string, bytes: Readable, maxBytes: number): Promise<BlobDigest> {
    const until = this.clock.now() + LONGEST_WRITE_MS;
    const passing = new PassingBytes(bytes, maxBytes, () => {
      if (this.clock.now() < until) return;
      throw new ProblemError(
        'UPLOAD_INCOMPLETE',
        'The file has been on its way for more than a day. Send a smaller one.',
      );
    });
    const upload = new Upload({
      client: this.client,
      params: { ...this.nameOf(id), Body: passing.stream },
      partSize: Math.max(PART_BYTES, Math.ceil(maxBytes / MAX_PARTS)),
      queueSize: PARTS_AT_ONCE,
    });
    try {
      await upload.done();
      return passing.digest();
    } catch (error) {
      // The parts that had been sent are given up by now, or are when the bucket is swept; there never was an object.
      if (passing.broken) throw passing.broken.error;
      // The answer to the last request may be what was lost. The client waits, and the sweeper takes what is left.
      await this.remove(id, AbortSignal.timeout(CLEAN_UP_MS)).catch(() => undefined);
      throw s3Failure(error);
    }
  }

  override read(id: string, range?: ByteRange): Readable {
    const bytes = new PassThrough();
    const left = new AbortController();
    bytes.once('close', () => left.abort());
    // What breaks it is told to whoever reads.
    pipeline(objectBytes(this.client, this.nameOf(id), range, left.signal), bytes).catch(() => undefined);
    return bytes;
  }

  override withFile<Result>(id: string, use: (path: string) => Promise<Result>): Promise<Result> {
    return this.lent.lend(id, this.read(id), use);
  }

  override async remove(id: string, abortSignal?: AbortSignal): Promise<void> {
    try {
      await this.client.send(new DeleteObjectCommand(this.nameOf(id)), { abortSignal });
    } catch (error) {
      if (!isMissing(error)) throw s3Failure(error);
    }
  }

  override async *writtenBefore(time: number, underWay: ReadonlySet<string>): AsyncIterable<string> {
    if (time - this.listed < LISTED_EVERY_MS) return;
    const before = time - OTHERS_WRITE_MS;
    const { name: Bucket, prefix: Prefix } = this.bucket;
    const isOld = (since: Date | undefined, id: string): boolean =>
      since !== undefined && since.getTime() < before && !underWay.has(id);
    try {
      for await (const { Contents } of paginateListObjectsV2({ client: this.client }, { Bucket, Prefix })) {
        for (const { Key, LastModified } of Contents ?? []) {
          const id = this.idOf(Key);
          if (id !== undefined && isOld(LastModified, id)) yield id;
        }
      }
      await abortUnfinishedUploads(this.client, { Bucket, Prefix }, ({ Key, Initiated }) => {
        const id = this.idOf(Key);
        return id !== undefined && isOld(Initiated, id);
      });
    } catch (error) {
      throw s3Failure(error);
    }
    this.listed = time;
  }

  private nameOf(id: string): ObjectName {
    return { Bucket: this.bucket.name, Key: `${this.bucket.prefix}${id.slice(-2)}/${id}` };
  }

  /** Of a key that is one of ours: a bucket may hold much else, which is nobody's to sweep. */
  private idOf(key = ''): string | undefined {
    const [id] = /art_\w+$/.exec(key) ?? [];
    return id !== undefined && this.nameOf(id).Key === key ? id : undefined;
  }
}
