import { StoreFailure } from '../storage/store-failure.js';

/** Of HTTP; what stores answer that have a disk, or a quota, of their own. */
const FULL = 507;

/** What of an error of the SDK, or of the connection below it, is fit to be told. */
interface S3Error {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The HTTP status that the store answered with, if it did. */
export function statusOf(error: unknown): number | undefined {
  return ((error ?? {}) as S3Error).$metadata?.httpStatusCode;
}

export function isMissing(error: unknown): boolean {
  return ((error ?? {}) as S3Error).name === 'NoSuchKey';
}

/** Whether the same request would be refused again: it is the settings that have to change, or the rights. */
export function isRefused(error: unknown): boolean {
  const status = statusOf(error);
  return status !== undefined && [301, 400, 401, 403, 404].includes(status);
}

/** In a word or two: `AccessDenied, 403`. What else the error holds names keys, accounts and requests. */
export function reasonOf(error: unknown): string {
  const { name = 'unknown', code, message = '' } = (error ?? {}) as S3Error;
  // What the SDK wraps has lost its code, and shows it in what it says.
  const wrapped = name === 'Error' ? /\bE[A-Z]{3,}\b/.exec(message)?.[0] : undefined;
  return [code ?? wrapped ?? name, statusOf(error)].filter((part) => part !== undefined).join(', ');
}

/** The bucket could not be reached, or refused. Whether a write was made is not known. */
export function s3Failure(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const advice = isRefused(error) ? ' Check BLOB_URL, the credentials, and what they may do there.' : '';
  const full = statusOf(error) === FULL;
  return new StoreFailure(`The bucket of BLOB_URL could not be used (${reasonOf(error)}).${advice}`, full);
}
