import type { StoredType } from './cell-shape.js';
import { storable } from './excerpt.js';

/** A typed value's text as the JSON value that answers carry. */
export function jsonOf(type: StoredType, text: string | null): unknown {
  if (text === null) return null;
  switch (type) {
    case 'boolean':
      return text === 'true';
    case 'int64':
    case 'int128':
    case 'double':
      return numberOf(text);
    case 'json':
      return storableJson(JSON.parse(text));
    default:
      return storable(text);
  }
}

/** What a cell of a JSON file says, as it stands there. */
export function jsonAsWritten(raw: string): unknown {
  return /^[-0-9]/.test(raw) ? numberOf(raw) : storableJson(JSON.parse(raw));
}

/** A JSON number; a whole number that would lose digits as one stays text. */
function numberOf(text: string): number | string {
  const number = Number(text);
  return Number.isInteger(number) && !Number.isSafeInteger(number) && /^-?\d+$/.test(text) ? text : number;
}

function storableJson(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(storableJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [storable(key), storableJson(member)]));
}
