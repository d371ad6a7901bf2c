import { ProblemError } from '@app/intent-contracts';

const LONGEST_NAME = 255;

/** The name that `X-Filename` gives, percent-encoded UTF-8; without folders and control characters. */
export function filenameOf(header: string | undefined): string {
  if (header === undefined || header === '') return 'unnamed';
  let decoded: string;
  try {
    decoded = decodeURIComponent(header);
  } catch {
    throw new ProblemError(
      'MALFORMED_REQUEST',
      'X-Filename is not percent-encoded UTF-8. Send encodeURIComponent(name).',
    );
  }
  const name = decoded
    .split(/[/\\]/)
    .at(-1)!
    .replaceAll(/\p{Cc}/gu, '')
    .trim();
  // A character that takes two units is not cut in half: what is left could not be encoded any more.
  return name.slice(0, LONGEST_NAME).replace(/[\uD800-\uDBFF]$/, '') || 'unnamed';
}

/** The SHA-256 that `Content-Digest` (RFC 9530) announces; undefined if it announces none. */
export function announcedSha256(header: string | undefined): Buffer | undefined {
  if (header === undefined) return undefined;
  const [, encoded] = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]+):/.exec(header) ?? [];
  const digest = encoded === undefined ? undefined : Buffer.from(encoded, 'base64');
  if (digest?.length !== 32) {
    throw new ProblemError(
      'MALFORMED_REQUEST',
      'Content-Digest has no SHA-256. Send sha-256=:<base64>: or leave it out.',
    );
  }
  return digest;
}

/**
 * The part that `Range` asks for; undefined for all of it, null if there is no such part. What is no valid range is ignored,
 * and several at once or units that are not bytes may be (RFC 9110, 14.1.1 and 14.2).
 */
export function rangeOf(header: string | undefined, size: number): { start: number; end: number } | null | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/i.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  if (from !== '' && to !== '' && Number(from) > Number(to)) return undefined;
  const start = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start > end || start >= size ? null : { start, end };
}
