import { open } from 'node:fs/promises';
import { hasByteOrderMark, unfinishedTail } from '../reading/utf8-chunks.js';
import { decodeText } from '../reading/plain-text.js';
import { compoundNames, isCompoundFile } from './compound-file.js';
import { detectCsvDialect } from './csv-dialect.js';
import type { Encoding, FileFormat } from './file-format.js';
import { gzipHead, isGzip } from './gzip-head.js';
import { isLineDelimited, opensAsJson } from './json-opening.js';
import { beginsAsParquet, isZip, mediaTypeByMagic } from './magic-number.js';
import { archiveFormat, compoundFormat } from './office-format.js';
import { detectEncoding } from './text-encoding.js';
import { zipNames } from './zip-names.js';

const HEAD_BYTES = 256 << 10;

/**
 * What a file is by its first 256 KiB, by the first 256 KiB of what is compressed in it, or by the names of what is in
 * an archive: never by its own name or by what a client calls it.
 */
export async function detectFormat(path: string): Promise<FileFormat> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    if (isZip(head)) return archiveFormat(await zipNames(file, head));
    if (isCompoundFile(head)) return compoundFormat(await compoundNames(file, head));
    if (isGzip(head)) return await formatInGzip(path);
    const { size } = await file.stat();
    return formatOf(head, bytesRead === size);
  } finally {
    await file.close();
  }
}

async function formatInGzip(path: string): Promise<FileFormat> {
  const { head, complete } = await gzipHead(path, HEAD_BYTES);
  const format = formatOf(head, complete);
  return format.format === 'binary'
    ? { format: 'binary', mediaType: 'application/gzip' }
    : { ...format, compression: 'gzip' };
}

/** The format of a file that begins with these bytes, or has no others if `complete`. */
export function formatOf(head: Buffer, complete: boolean): FileFormat {
  const magic = mediaTypeByMagic(head);
  if (magic !== undefined) return { format: 'binary', mediaType: magic };
  const encoding = detectEncoding(head);
  if (encoding === undefined) {
    return beginsAsParquet(head)
      ? { format: 'parquet', mediaType: 'application/vnd.apache.parquet' }
      : { format: 'binary', mediaType: 'application/octet-stream' };
  }

  const text = asUtf8(head, encoding);
  if (opensAsJson(text, complete)) {
    return { format: 'json', mediaType: isLineDelimited(text) ? 'application/x-ndjson' : 'application/json', encoding };
  }
  const dialect = detectCsvDialect(text, complete);
  if (dialect === undefined) return { format: 'text', mediaType: 'text/plain', encoding };
  const { delimiter, header, certain } = dialect;
  return {
    format: 'csv',
    mediaType: delimiter === '\t' ? 'text/tab-separated-values' : 'text/csv',
    encoding,
    delimiter,
    header,
    headerAssumed: !certain,
  };
}

/** The text as UTF-8 without byte order mark, up to the last whole character. */
function asUtf8(head: Buffer, encoding: Encoding): Buffer {
  if (encoding !== 'utf-8') return Buffer.from(decodeText(head, encoding));
  const text = hasByteOrderMark(head) ? head.subarray(3) : head;
  return text.subarray(0, text.length - unfinishedTail(text));
}
