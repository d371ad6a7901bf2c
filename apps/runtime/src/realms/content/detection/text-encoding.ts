import { isUtf8 } from 'node:buffer';
import { decodeText } from '../reading/plain-text.js';
import { unfinishedTail } from '../reading/utf8-chunks.js';
import type { Encoding } from './file-format.js';

const BYTE_ORDER_MARKS: readonly (readonly [bytes: readonly number[], encoding: Encoding])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** All but those that text has: tab, line feed, form feed, carriage return, escape. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]/;
/** Halves of characters, and those that no standard has given a meaning. */
const NOT_IN_TEXT = /[\ufffd\p{Cs}\p{Co}\p{Cn}]/u;
const UNASSIGNED_IN_WINDOWS_1252 = /[\x81\x8d\x8f\x90\x9d]/;

/** Western European text is mostly ASCII; bytes above it in greater number are another encoding, or no text. */
const MOST_HIGH_BYTES = 0.4;
const FEWEST_ASCII = 0.05;

/** The encoding of a text that begins like this, or undefined if it is no text that we can read. */
export function detectEncoding(head: Buffer): Encoding | undefined {
  const marked = BYTE_ORDER_MARKS.find(([mark]) => mark.every((byte, index) => head[index] === byte))?.[1];
  if (marked === 'utf-16le' || marked === 'utf-16be') return isText(head, marked) ? marked : undefined;
  const bytes = head.toString('latin1');
  if (bytes.includes('\0')) return unmarkedUtf16(head);
  if (CONTROLS.test(bytes)) return undefined;
  if (marked !== undefined || isUtf8(head.subarray(0, head.length - unfinishedTail(head)))) return 'utf-8';
  return isLikelyWindows1252(bytes) ? 'windows-1252' : undefined;
}

function isText(head: Buffer, encoding: 'utf-16le' | 'utf-16be'): boolean {
  return !CONTROLS.test(decodeText(head, encoding));
}

/**
 * UTF-16 without byte order mark. Read the right way it is text with blanks, delimiters or line breaks in it; read the
 * other way these are letters that stand apart, or no characters at all.
 */
function unmarkedUtf16(head: Buffer): Encoding | undefined {
  if (head.length % 2 !== 0) return undefined;
  const [likely, other] = (['utf-16le', 'utf-16be'] as const)
    .map((encoding) => ({ encoding, ascii: shareOfAscii(decodeText(head, encoding)) }))
    .sort((a, b) => b.ascii - a.ascii);
  return likely!.ascii > Math.max(FEWEST_ASCII, other!.ascii) ? likely!.encoding : undefined;
}

/** 0 for what is no text. */
function shareOfAscii(text: string): number {
  if (CONTROLS.test(text) || NOT_IN_TEXT.test(text)) return 0;
  return text.replace(/[^\t\n\r -~]+/g, '').length / text.length;
}

function isLikelyWindows1252(bytes: string): boolean {
  const high = bytes.replace(/[^\x80-\xff]+/g, '').length;
  return high <= bytes.length * MOST_HIGH_BYTES && !UNASSIGNED_IN_WINDOWS_1252.test(bytes);
}
