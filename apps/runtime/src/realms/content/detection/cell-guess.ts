/** Shapes that values have and names of columns do not. */
const VALUE_SHAPES: readonly RegExp[] = [
  /^[+-]?[$€£¥]?\d[\d.,' ]*(?:[eE][+-]?\d+)?\s?[%$€£¥]?$/,
  /^[+-]?\.\d+$/,
  /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].{0,40})?$/,
  /^\d{1,2}:\d{2}(?::\d{2})?/,
  /^(?:true|false)$/i,
  /^[^\s@]+@[^\s@]+\.[^\s@.]+$/,
  /^[a-z][a-z0-9+.-]*:\/\//i,
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
];

const STANDS_FOR_NOTHING = new Set(['n/a', 'na', 'nan', 'null', 'none', 'nil', '-', '?', '#n/a']);
const LONGEST_VALUE = 200;

/** Whether a cell is a number, date, time, boolean, address or UUID, however it is written. */
export function looksLikeValue(cell: string): boolean {
  const text = cell.trim();
  return text.length <= LONGEST_VALUE && VALUE_SHAPES.some((shape) => shape.test(text));
}

export function isEmptyCell(cell: string | undefined): boolean {
  return cell === undefined || cell.trim() === '';
}

/** Whether a cell is one of the words that people write where they have nothing to write. */
export function standsForNothing(cell: string): boolean {
  return STANDS_FOR_NOTHING.has(cell.trim().toLowerCase());
}
