/** A bucket of S3, or of a store that speaks like it, that several Runtimes share. */
export interface BlobBucket {
  readonly name: string;
  /** What every key begins with: empty, or with a slash at its end. */
  readonly prefix: string;
  /** Of a store that is not Amazon's. */
  readonly endpoint: string | undefined;
  readonly region: string;
}

/** Empty, for the disk; or the name of a bucket, and below it folders whose names are not made of dots alone. */
export const BLOB_URL_PATTERN = /^$|^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w-][\w.-]*)*\/?$/;

/** The bucket that `s3://bucket/prefix` names; undefined for none, which is the disk. */
export function bucketOf(url: string, endpoint: string, region: string): BlobBucket | undefined {
  const [, name, folders] = /^s3:\/\/([^/]+)\/?(.*?)\/?$/.exec(url) ?? [];
  if (name === undefined) return undefined;
  return { name, prefix: folders ? `${folders}/` : '', endpoint: endpoint || undefined, region };
}
