import { isUtf8 } from 'node:buffer';
import { unfinishedTail } from '../reading/utf8-chunks.js';
import type { Encoding } from './file-format.js';

const BYTE_ORDER_MARKS: readonly (readonly [bytes: readonly number[], encoding: Encoding])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** Control characters that text has: tab, line feed, form feed, carriage return, escape. */
const TEXT_CONTROLS = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);
const UNASSIGNED_IN_WINDOWS_1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/** Western European text is mostly ASCII; bytes above it in greater number are another encoding, or no text. */
const MOST_HIGH_BYTES = 0.4;

/** The encoding of a text that begins like this, or undefined if it is no text that we can read. */
export function detectEncoding(head: Buffer): Encoding | undefined {
  const marked = BYTE_ORDER_MARKS.find(([mark]) => mark.every((byte, index) => head[index] === byte));
  if (marked !== undefined) return marked[1];
  if (head.some((byte) => (byte < 0x20 && !TEXT_CONTROLS.has(byte)) || byte === 0x7f)) return undefined;
  if (isUtf8(head.subarray(0, head.length - unfinishedTail(head)))) return 'utf-8';
  return isLikelyWindows1252(head) ? 'windows-1252' : undefined;
}

function isLikelyWindows1252(head: Buffer): boolean {
  const high = head.filter((byte) => byte >= 0x80);
  return high.length <= head.length * MOST_HIGH_BYTES && !high.some((byte) => UNASSIGNED_IN_WINDOWS_1252.has(byte));
}
