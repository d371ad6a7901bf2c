/** XFD and 1,048,576, as far as any spreadsheet program goes. */
export const LAST_COLUMN = 16_383;
export const LAST_ROW = 1_048_576;

/** The column of `AB12`, counted from 0, and its row, counted from 1. Undefined for what names no cell. */
export function cellPlace(reference: string): { column: number; row: number } | undefined {
  const [, letters, digits] = /^([A-Za-z]{1,3})([1-9][0-9]{0,6})$/.exec(reference) ?? [];
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  const place = { column: column - 1, row: Number(digits) };
  return place.column <= LAST_COLUMN && place.row <= LAST_ROW ? place : undefined;
}

/** `AB` for column 27, counted from 0. */
export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnLetters(Math.floor(column / 26) - 1) + last;
}
