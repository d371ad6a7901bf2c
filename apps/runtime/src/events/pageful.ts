/** What a page has at most, but for an entry that is larger by itself. */
const ENTRIES = 500;
const CHARACTERS = 256 * 1024;
/** Read first, to see how large they are. */
const FIRST = 16;

/** Reads entries piece by piece until there are enough for a page: many small ones, or few large ones. */
export async function pageful<Entry extends { readonly data: string }>(
  read: (last: Entry | undefined, limit: number) => Promise<readonly Entry[]>,
): Promise<Entry[]> {
  const page: Entry[] = [];
  let characters = 0;
  for (let limit = FIRST; ;) {
    const part = await read(page.at(-1), limit);
    for (const entry of part) characters += entry.data.length;
    page.push(...part);
    if (part.length < limit || page.length >= ENTRIES || characters >= CHARACTERS) return page;
    const fit = Math.floor((CHARACTERS - characters) / (characters / page.length));
    limit = Math.min(ENTRIES - page.length, Math.max(1, fit));
  }
}
