const LONGEST_EXCERPT = 200;

/** Text that every store takes: a NUL would be refused along the way. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd');
}

/** Enough of a text to know it again. */
export function excerpt(text: string): string {
  const characters = Array.from(text.slice(0, 2 * LONGEST_EXCERPT));
  const cut = characters.length > LONGEST_EXCERPT || text.length > 2 * LONGEST_EXCERPT;
  return storable(cut ? `${characters.slice(0, LONGEST_EXCERPT).join('')}…` : text);
}
