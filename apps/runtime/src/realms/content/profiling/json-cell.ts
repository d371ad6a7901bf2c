import type { StoredType } from './cell-shape.js';
import { storable } from './excerpt.js';

/** As many decimal digits survive as a JSON number, whichever they are. */
const SAFE_DIGITS = 15;
const NON_NUMBERS: Record<string, string> = { nan: 'NaN', inf: 'Infinity', '-inf': '-Infinity' };

/** A typed value's text as the JSON value that answers carry. */
export function jsonOf(type: StoredType, text: string | null): unknown {
  if (text === null) return null;
  switch (type) {
    case 'boolean':
      return text === 'true';
    case 'int64':
    case 'int128':
    case 'double':
    case 'decimal-comma':
    case 'thousands-comma':
      return numberOf(text);
    case 'decimal':
      return decimalOf(text);
    case 'json':
      return storableJson(JSON.parse(withoutNonNumbers(text)));
    default:
      return storable(text);
  }
}

/** What a cell of a JSON file says, as it stands there. */
export function jsonAsWritten(raw: string): unknown {
  return /^[-0-9]/.test(raw) ? numberOf(raw) : storableJson(JSON.parse(raw));
}

/** A JSON number; a whole number that would lose digits as one stays text, and so does what is no number in JSON. */
function numberOf(text: string): number | string {
  const number = Number(text);
  if (!Number.isFinite(number)) return NON_NUMBERS[text] ?? text;
  return Number.isInteger(number) && !Number.isSafeInteger(number) && /^-?\d+$/.test(text) ? text : number;
}

/** A JSON number, or text where a JSON number would lose digits. */
function decimalOf(text: string): number | string {
  const digits = text.replace(/^-?[0.]*|[.]/g, '').replace(/0+$/, '');
  return digits.length <= SAFE_DIGITS ? Number(text) : text;
}

/** Nested values can hold numbers that JSON has no word for. */
function withoutNonNumbers(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) => (token.startsWith('"') ? token : 'null'));
}

function storableJson(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(storableJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [storable(key), storableJson(member)]));
}
