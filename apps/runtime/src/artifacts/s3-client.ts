import { S3Client } from '@aws-sdk/client-s3';
import type { BlobBucket } from '../config/blob-bucket.js';

/** How long a bucket may keep one waiting; milliseconds. */
export interface Patience {
  /** For a connection. */
  readonly connect: number;
  /** For an answer to begin, once a part of an upload may have been sent. */
  readonly answer: number;
  /** Without a byte in either direction. */
  readonly silence: number;
}

/** With every try, six seconds for a bucket that is out of reach, and most of a minute for one that has fallen silent. */
const PATIENCE: Patience = { connect: 2_000, answer: 60_000, silence: 15_000 };
const TRIES = 3;
/** A download holds one for as long as its reader takes. */
const CONNECTIONS = 256;

/** Credentials are found where the SDK looks for them: in the environment, a profile, a role. */
export function s3Client(
  { endpoint, region }: BlobBucket,
  { connect, answer, silence }: Patience = PATIENCE,
): S3Client {
  return new S3Client({
    region,
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    maxAttempts: TRIES,
    // With it every part of an upload would have a connection of its own.
    expectContinueHeader: false,
    requestHandler: {
      connectionTimeout: connect,
      requestTimeout: answer,
      throwOnRequestTimeout: true,
      socketTimeout: silence,
      httpAgent: { maxSockets: CONNECTIONS },
      httpsAgent: { maxSockets: CONNECTIONS },
    },
  });
}
