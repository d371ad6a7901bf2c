import type { DateParts } from './serial-date.js';

/** Formats that have a number and no code in the file. Those of East Asia show dates, times or both by locale. */
const BUILT_IN: readonly (readonly [from: number, to: number, parts: DateParts])[] = [
  [14, 17, 'date'],
  [18, 21, 'time'],
  [22, 22, 'date-time'],
  [27, 31, 'date'],
  [32, 33, 'time'],
  [36, 36, 'date'],
  [45, 45, 'time'],
  [46, 46, 'elapsed'],
  [47, 47, 'time'],
  [50, 54, 'date'],
  [57, 58, 'date'],
];

/** What is not shown as it stands: texts in quotes, characters after `\`, `_` and `*`, and what is in brackets. */
const LITERALS = /"[^"]*"?|[\\_*].?|\[[^\]]*\]?/gsu;
const ELAPSED = /\[(?:h+|m+|s+)\]/i;
const HALF_DAYS = /am\/pm|a\/p/gi;

/** What a number is shown as by a built-in format; undefined if it stays a number. */
export function builtInDateParts(id: number): DateParts | undefined {
  return BUILT_IN.find(([from, to]) => id >= from && id <= to)?.[2];
}

/** What a number is shown as by a format's code; undefined if it stays a number. */
export function dateParts(code: string): DateParts | undefined {
  // The first section is for positive numbers, as days are.
  const [section = ''] = withoutLiterals(code).split(';');
  const isElapsed = ELAPSED.test(code.replace(/"[^"]*"?|\\./gsu, ''));
  const letters = section.toLowerCase().replace(/general/g, '');
  const hasHalfDays = HALF_DAYS.test(letters);
  HALF_DAYS.lastIndex = 0;
  const plain = letters.replace(HALF_DAYS, '');
  const hasTime = hasHalfDays || /[hs]/.test(plain);
  const hasDay = /[dy]/.test(plain) || /e{2,}|g/.test(plain);
  if (isElapsed && !hasDay) return 'elapsed';
  if (hasDay) return hasTime || isElapsed ? 'date-time' : 'date';
  if (hasTime) return 'time';
  // Without hours and seconds, it is months that are meant.
  return plain.includes('m') ? 'date' : undefined;
}

function withoutLiterals(code: string): string {
  return code.replace(LITERALS, '');
}
