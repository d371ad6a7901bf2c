import { FileUnreadable } from '../reading/file-unreadable.js';
import { gunzipped } from '../reading/gunzip.js';

const MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
/** A name in the header of a member, or members without content, could go on for as long as the file does. */
const MOST_BYTES_READ = 1 << 20;

export interface GzipHead {
  head: Buffer;
  /** Whether it is all that is inside. */
  complete: boolean;
}

export function isGzip(head: Buffer): boolean {
  return head.subarray(0, MAGIC.length).equals(MAGIC);
}

/** The beginning of what is inside, as far as a damaged file can be read: the damage is found by whoever reads it all. */
export async function gzipHead(path: string, bytes: number): Promise<GzipHead> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of gunzipped(path, MOST_BYTES_READ)) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > bytes) break;
    }
  } catch (error) {
    if (!(error instanceof FileUnreadable)) throw error;
    return { head: Buffer.concat(chunks).subarray(0, bytes), complete: false };
  }
  return { head: Buffer.concat(chunks).subarray(0, bytes), complete: length <= bytes };
}
