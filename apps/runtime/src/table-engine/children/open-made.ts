import { constants, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { ChildFailed } from './child-failed.js';

/** Few large reads: what is made is up to gigabytes. */
const PIECE = 1 << 20;

/**
 * The bytes of a file that a child has made in its folder, under a name that it chose. A link, a folder or a device in its place is refused: whoever has taken a
 * child over could have us read in its name what it may not. Rejects with `ChildFailed`.
 */
export async function openMade(workDir: string, name: string): Promise<Readable> {
  const path = join(workDir, basename(name));
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((cause) => {
    throw new ChildFailed(`What a child has made cannot be opened: ${String(cause)}`, { cause });
  });
  if ((await file.stat()).isFile()) return file.createReadStream({ highWaterMark: PIECE });
  await file.close();
  throw new ChildFailed('What a child has made is not a file.');
}
