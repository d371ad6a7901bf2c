import type { DateParts } from './serial-date.js';

/** What the number of a cell stands for by the format that it is shown in. */
export interface CellFormat {
  readonly date?: DateParts;
  readonly meaning?: NumberMeaning;
}

export type NumberMeaning = 'percentage' | 'money';

/** Formats that have a number and no code in the file. Those of East Asia show dates, times or both by locale. */
const BUILT_IN: readonly (readonly [from: number, to: number, format: CellFormat])[] = [
  [5, 8, { meaning: 'money' }],
  [9, 10, { meaning: 'percentage' }],
  [14, 17, { date: 'date' }],
  [18, 21, { date: 'time' }],
  [22, 22, { date: 'date-time' }],
  [27, 31, { date: 'date' }],
  [32, 33, { date: 'time' }],
  [36, 36, { date: 'date' }],
  [42, 42, { meaning: 'money' }],
  [44, 44, { meaning: 'money' }],
  [45, 45, { date: 'time' }],
  [46, 46, { date: 'elapsed' }],
  [47, 47, { date: 'time' }],
  [50, 54, { date: 'date' }],
  [57, 58, { date: 'date' }],
];

/** What is not shown as it stands: texts in quotes, characters after `\`, `_` and `*`, and what is in brackets. */
const LITERALS = /"[^"]*"?|[\\_*].?|\[[^\]]*\]?/gsu;
/** What takes up room, gives a color or names a language, and is not shown at all. `[$` begins a currency too. */
const UNSEEN = /[_*].?|\[(?!\$[^-])[^\]]*\]?/gsu;
const ELAPSED = /\[(?:h+|m+|s+)\]/i;
const HALF_DAYS = /am\/pm|a\/p/g;
const CURRENCY = /\p{Sc}|"\s*(?:USD|EUR|GBP|JPY|CHF|CAD|AUD|CNY|INR|SEK|NOK|DKK|PLN|CZK|BRL)\s*"/u;

/** What a number in a built-in format stands for; undefined for one that is just a number. */
export function builtInFormat(id: number): CellFormat | undefined {
  return BUILT_IN.find(([from, to]) => id >= from && id <= to)?.[2];
}

/** What a number stands for by its format's code; undefined for one that is just a number. */
export function formatOf(code: string): CellFormat | undefined {
  const date = dateParts(code);
  if (date !== undefined) return { date };
  const [section = ''] = code.replace(LITERALS, '').split(';');
  if (section.includes('%')) return { meaning: 'percentage' };
  return CURRENCY.test(code.replace(UNSEEN, '')) ? { meaning: 'money' } : undefined;
}

function dateParts(code: string): DateParts | undefined {
  // The first section is for positive numbers, as days are.
  const [section = ''] = code
    .replace(LITERALS, '')
    .toLowerCase()
    .replace(/general/g, '')
    .split(';');
  const isElapsed = ELAPSED.test(code.replace(/"[^"]*"?|\\./gsu, ''));
  const letters = section.replace(HALF_DAYS, 'h');
  const hasTime = /[hs]/.test(letters);
  const hasDay = /[dy]/.test(letters) || /e{2,}|g/.test(letters);
  if (isElapsed && !hasDay) return 'elapsed';
  if (hasDay) return hasTime || isElapsed ? 'date-time' : 'date';
  if (hasTime) return 'time';
  // Without hours and seconds, it is months that are meant.
  return letters.includes('m') ? 'date' : undefined;
}
