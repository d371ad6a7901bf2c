import type { ColumnType, SemanticType } from '@app/intent-contracts';

/** How text is read as another type. Each reads one way of writing and nothing else. */
export const CONVERSIONS = {
  'number-point': 'number',
  'number-comma': 'number',
  'date-iso': 'date',
  'date-ymd': 'date',
  'date-dmy': 'date',
  'date-mdy': 'date',
  'timestamp-iso': 'timestamp',
  'yes-no': 'boolean',
} as const satisfies Record<string, ColumnType>;
export type Conversion = keyof typeof CONVERSIONS;

/** The conversions that give this type, or one that becomes it without loss. */
export function conversionsTo(type: ColumnType): Conversion[] {
  const wanted: readonly ColumnType[] =
    type === 'timestamp' ? ['date', 'timestamp'] : type === 'integer' ? ['number'] : [type];
  return (Object.keys(CONVERSIONS) as Conversion[]).filter((name) => wanted.includes(CONVERSIONS[name]));
}

/** The narrowest type that has the values of all of them; text if there is no other. */
export function commonType(types: readonly ColumnType[]): ColumnType {
  const all = new Set(types);
  const [only] = all;
  if (all.size === 1) return only!;
  if (all.size === 2 && all.has('integer') && all.has('number')) return 'number';
  if (all.size === 2 && all.has('date') && all.has('timestamp')) return 'timestamp';
  return 'text';
}

/** The meaning of what was made of columns that mean this. */
export function commonMeaning(meanings: readonly (SemanticType | null)[], type: ColumnType): SemanticType | null {
  const known = [...new Set(meanings.filter((meaning) => meaning !== null))];
  if (known.length === 1) return known[0]!;
  if (known.length === 0 || type === 'json') return null;
  if (type === 'boolean') return 'boolean';
  if (type === 'date' || type === 'time' || type === 'timestamp') return 'datetime';
  if (type === 'text') return 'text';
  return known.find((meaning) => meaning === 'money' || meaning === 'percentage') ?? 'number';
}

/** How the values of two columns are compared; undefined if they never can be. */
export type Comparison = 'as-they-are' | 'as-numbers' | 'as-text';

export function comparison(one: ColumnType, other: ColumnType): Comparison | undefined {
  const [left, right] = [one, other].map(kindOf);
  if (left === 'json' || right === 'json') return undefined;
  if (one === other) return one === 'text' ? 'as-text' : 'as-they-are';
  if (left === 'number' && right === 'number') return 'as-numbers';
  // An id is a whole number in one file and text in another; a date is never a number.
  const isText = one === 'text' || other === 'text';
  return isText && (one === 'integer' || other === 'integer' || one === 'date' || other === 'date')
    ? 'as-text'
    : undefined;
}

function kindOf(type: ColumnType): string {
  return type === 'integer' ? 'number' : type;
}

/** Meanings whose values tell what a column is; numbers and dates are found anywhere. */
export const TOLD_BY_VALUES: ReadonlySet<SemanticType | null> = new Set([
  'identifier',
  'email',
  'country',
  'category',
  'text',
]);
