import type { ColumnType, SemanticType } from '@app/intent-contracts';
import type { TextPattern } from './text-pattern.js';

/** What is known of a column when its meaning is judged. */
export interface ColumnFacts {
  name: string;
  type: ColumnType;
  /** Cells that are not null, and how many different ones. */
  filled: number;
  distinct: number;
  /** Patterns that all texts of the column follow. */
  patterns: ReadonlySet<TextPattern>;
  /** All the different texts, if they are few. */
  values?: readonly string[];
  /** What all numbers of the column are shown as, where the file tells. */
  shownAs?: 'percentage' | 'money';
}

const MOST_CATEGORIES = 50;
const LONGEST_CATEGORY = 60;

const IDENTIFIER = /^(?:id|uuid|guid|key|sku|ean|isbn|iban)$|(?:^|_)(?:id|uuid|guid)$/;
const CODE = /(?:^|_)(?:code|no|nr|number|ref|reference|zip|zipcode|postcode|plz|phone)$/;
const MONEY =
  /(?:^|_)(?:amount|price|cost|costs|revenue|salary|wage|fee|fees|balance|payment|budget|discount|tax|total|subtotal|usd|eur|gbp)(?:_|$)/;
const PERCENTAGE = /(?:^|_)(?:percent|percentage|pct)(?:_|$)/;
const COUNTRY = /(?:^|_)(?:country|nation|nationality)(?:_|$)/;
const FLAG = /^(?:is|has|can)_|(?:^|_)(?:flag|active|enabled|disabled|deleted)$/;

/**
 * What a column means, judged by what all of its values have in common and, where values alone cannot tell, by its
 * name; null for an empty column and for nested values.
 */
export function semanticType(column: ColumnFacts): SemanticType | null {
  if (column.filled === 0) return null;
  switch (column.type) {
    case 'json':
      return null;
    case 'boolean':
      return 'boolean';
    case 'date':
    case 'time':
    case 'timestamp':
      return 'datetime';
    case 'integer':
    case 'number':
      return meaningOfNumbers(column);
    case 'text':
      return meaningOfTexts(column);
  }
}

function meaningOfNumbers({ name, type, distinct, values = [], shownAs }: ColumnFacts): SemanticType {
  if (shownAs !== undefined) return shownAs;
  const words = wordsOf(name);
  if (type === 'integer' && (IDENTIFIER.test(words) || CODE.test(words))) return 'identifier';
  if (
    type === 'integer' &&
    distinct <= 2 &&
    FLAG.test(words) &&
    values.every((value) => value === '0' || value === '1')
  ) {
    return 'boolean';
  }
  if (PERCENTAGE.test(words)) return 'percentage';
  return MONEY.test(words) ? 'money' : 'number';
}

function meaningOfTexts(column: ColumnFacts): SemanticType {
  const { patterns, filled, distinct } = column;
  const words = wordsOf(column.name);
  for (const meaning of ['email', 'url', 'money', 'percentage'] as const) if (patterns.has(meaning)) return meaning;
  if (patterns.has('uuid')) return 'identifier';
  if (patterns.has('dated')) return 'datetime';
  if (patterns.has('yes-no') && distinct <= 2) return 'boolean';
  if (isCountry(column, words)) return 'country';
  if (IDENTIFIER.test(words) || patterns.has('digits')) return 'identifier';
  if (patterns.has('code') && (distinct === filled || CODE.test(words))) return 'identifier';
  return isCategory(column) ? 'category' : 'text';
}

/** Codes alone could be languages or states, and one or two names people: then the column's name decides. */
function isCountry({ patterns, distinct, values }: ColumnFacts, words: string): boolean {
  if (values === undefined) return false;
  const named = COUNTRY.test(words);
  if (named && patterns.has('country-code')) return true;
  return (named || distinct > 2) && values.every((value) => countryNames().has(value.trim().toLowerCase()));
}

/** Few values that come again and again. */
function isCategory({ filled, distinct, values }: ColumnFacts): boolean {
  return (
    distinct <= MOST_CATEGORIES &&
    distinct * 2 <= filled &&
    (values ?? []).every((value) => value.length <= LONGEST_CATEGORY)
  );
}

/** `orderID` and `Order Id` as `order_id`. */
function wordsOf(name: string): string {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}

let countries: Set<string> | undefined;

/** The English names of all countries, in lower case. */
function countryNames(): Set<string> {
  if (countries !== undefined) return countries;
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  countries = new Set(codes.flatMap((code) => names.of(code)?.toLowerCase() ?? []));
  return countries;
}
