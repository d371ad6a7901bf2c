import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ByteRange } from './blob-store.js';
import { isMissing, s3Failure } from './s3-failure.js';

/** An object of a bucket, as requests name it. */
export interface ObjectName {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * The bytes of an object that never changes, or a part of them. A connection that breaks off in the middle is taken up
 * where it was as long as each gives something: it also breaks if whoever reads pauses for long. Throws ENOENT if there
 * is no such object, or `StoreFailure`.
 */
export async function* objectBytes(
  client: S3Client,
  object: ObjectName,
  range: ByteRange | undefined,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let at = range?.start ?? 0;
  let end = range?.end ?? Infinity;
  for (;;) {
    const from = at;
    try {
      const Range = range || at > 0 ? `bytes=${at}-${end === Infinity ? '' : end}` : undefined;
      const answer = await client.send(new GetObjectCommand({ ...object, Range }), { abortSignal: signal });
      end = at + (answer.ContentLength ?? Infinity) - 1;
      for await (const piece of answer.Body as AsyncIterable<Uint8Array>) {
        at += piece.length;
        yield piece;
      }
      if (at > end || end === Infinity) return;
      throw new Error('The answer ended early.');
    } catch (error) {
      const canGoOn = at > from && at <= end && end < Infinity && !signal.aborted;
      if (!canGoOn) throw readFailure(error, object);
    }
  }
}

function readFailure(error: unknown, { Key }: ObjectName): Error {
  if (isMissing(error)) return Object.assign(new Error(`There is no object ${Key}.`), { code: 'ENOENT' });
  return s3Failure(error);
}
