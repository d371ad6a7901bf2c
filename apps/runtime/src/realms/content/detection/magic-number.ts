const MAGIC_NUMBERS: readonly (readonly [prefix: string, mediaType: string])[] = [
  ['%PDF-', 'application/pdf'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['PK\x03\x04', 'application/zip'],
  ['PK\x05\x06', 'application/zip'],
  ['\x1f\x8b', 'application/gzip'],
];

const LONGEST_MAGIC = 8;

export function isZip(head: Buffer): boolean {
  return head.toString('latin1', 0, 4) === 'PK\x03\x04';
}

/** The media type that the first bytes give away, if they do. */
export function mediaTypeByMagic(head: Buffer): string | undefined {
  const text = head.toString('latin1', 0, LONGEST_MAGIC);
  return MAGIC_NUMBERS.find(([prefix]) => text.startsWith(prefix))?.[1];
}

/**
 * Whether bytes that are no text begin as Parquet does, with its columns or its footer encrypted or not. What the file
 * ends with is left to the reader, which can say of a broken one what is wrong with it.
 */
export function beginsAsParquet(head: Buffer): boolean {
  return /^PAR[1E]/.test(head.toString('latin1', 0, 4));
}
