/** XFD and 1,048,576, as far as any spreadsheet program goes. */
export const LAST_COLUMN = 16_383;
export const LAST_ROW = 1_048_576;

const [UPPER, LOWER, ZERO] = [0x41, 0x61, 0x30];

/**
 * The column of `AB12`, counted from 0, and its row, counted from 1. Undefined for what names no cell. Every cell comes
 * this way: it goes by letters, since an expression took twice as long.
 */
export function cellPlace(reference: string): { column: number; row: number } | undefined {
  let at = 0;
  let column = 0;
  for (; at < 4; at++) {
    const code = reference.charCodeAt(at);
    const letter = code - (code >= LOWER ? LOWER : UPPER);
    if (!(letter >= 0 && letter < 26)) break;
    column = column * 26 + letter + 1;
  }
  const letters = at;
  let row = 0;
  for (; at < letters + 7; at++) {
    const digit = reference.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit < 10)) break;
    row = row * 10 + digit;
  }
  const isPlace = letters > 0 && at === reference.length && row > 0 && row <= LAST_ROW && column <= LAST_COLUMN + 1;
  return isPlace ? { column: column - 1, row } : undefined;
}

/** `AB` for column 27, counted from 0. */
export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnLetters(Math.floor(column / 26) - 1) + last;
}
