import { utf8Chunks } from './utf8-chunks.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** How long a text is: lines end in LF, CR LF or CR, and the last one need not. */
export async function measureText(path: string): Promise<{ lines: number; characters: number }> {
  let breaks = 0;
  let characters = 0;
  let previous: number | undefined;
  for await (const chunk of utf8Chunks(path)) {
    for (const byte of chunk) {
      // Bytes that continue a character are not counted.
      if ((byte & 0xc0) !== 0x80) characters++;
      if (byte === CARRIAGE_RETURN || (byte === LINE_FEED && previous !== CARRIAGE_RETURN)) breaks++;
      previous = byte;
    }
  }
  const unfinished = previous !== undefined && previous !== LINE_FEED && previous !== CARRIAGE_RETURN;
  return { lines: breaks + (unfinished ? 1 : 0), characters };
}
