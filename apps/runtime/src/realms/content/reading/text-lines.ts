import { utf8Chunks } from './utf8-chunks.js';

const LINE_FEED = 0x0a;
const LONGEST_LINE = 64 << 10;

export interface TextLine {
  text: string;
  /** Offset of the line after it. */
  next: number;
}

/** The lines of a text, from the given offset on. One of more than 64 KiB comes in pieces. */
export async function* textLines(path: string, from = 0): AsyncGenerator<TextLine> {
  let rest: Buffer = Buffer.alloc(0);
  let next = from;
  for await (const chunk of utf8Chunks(path, from)) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = endOfLine(rest); end !== -1; end = endOfLine(rest)) {
      next += end;
      yield { text: withoutBreak(rest.subarray(0, end)), next };
      rest = rest.subarray(end);
    }
  }
  if (rest.length > 0) yield { text: withoutBreak(rest), next: next + rest.length };
}

/** The offset after the first line, or -1 if it does not end here. */
function endOfLine(bytes: Buffer): number {
  const lineFeed = bytes.subarray(0, LONGEST_LINE).indexOf(LINE_FEED);
  if (lineFeed !== -1) return lineFeed + 1;
  if (bytes.length <= LONGEST_LINE) return -1;
  let end = LONGEST_LINE;
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return end;
}

function withoutBreak(line: Buffer): string {
  return line.toString().replace(/\r?\n$/, '');
}
