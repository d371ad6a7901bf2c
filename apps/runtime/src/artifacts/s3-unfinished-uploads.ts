import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type MultipartUpload,
  type S3Client,
} from '@aws-sdk/client-s3';
import { statusOf } from './s3-failure.js';

const NOT_FOUND = 404;
const NOT_IMPLEMENTED = 501;

/** Gives up uploads in parts that nobody will finish: their parts take space, and no listing of objects shows them. */
export async function abortUnfinishedUploads(
  client: S3Client,
  where: { readonly Bucket: string; readonly Prefix: string },
  isLeftBehind: (upload: MultipartUpload) => boolean,
): Promise<void> {
  let page: ListMultipartUploadsCommandOutput | undefined;
  do {
    page = await pageAfter(page, client, where);
    for (const upload of page?.Uploads ?? []) {
      if (isLeftBehind(upload)) await abort(client, where.Bucket, upload);
    }
  } while (page?.IsTruncated);
}

/** Undefined if the store does not tell: those that do not give up what is old by themselves, or by a rule of the bucket. */
async function pageAfter(
  last: ListMultipartUploadsCommandOutput | undefined,
  client: S3Client,
  where: { readonly Bucket: string; readonly Prefix: string },
): Promise<ListMultipartUploadsCommandOutput | undefined> {
  const from = { KeyMarker: last?.NextKeyMarker, UploadIdMarker: last?.NextUploadIdMarker };
  try {
    return await client.send(new ListMultipartUploadsCommand({ ...where, ...from }));
  } catch (error) {
    if (statusOf(error) === NOT_IMPLEMENTED) return undefined;
    throw error;
  }
}

async function abort(client: S3Client, Bucket: string, { Key, UploadId }: MultipartUpload): Promise<void> {
  try {
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  } catch (error) {
    // Another Runtime was faster.
    if (statusOf(error) !== NOT_FOUND) throw error;
  }
}
