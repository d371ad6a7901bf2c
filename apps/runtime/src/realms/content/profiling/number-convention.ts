import type { Delimiter } from '../detection/file-format.js';
import type { ColumnInference } from './column-inference.js';

/**
 * Settles columns that can be read with decimal commas or with commas between thousands: as the other columns of the
 * file are written; if they do not tell, decimal where semicolons keep the comma free for it, else thousands.
 */
export function settleCommas(inferences: readonly ColumnInference[], delimiter?: Delimiter): ColumnInference[] {
  const certain = new Set(inferences.filter(({ either }) => either === undefined).map(({ type }) => type));
  const reading = settledBy(certain.has('decimal-comma'), certain.has('thousands-comma'), delimiter);
  return inferences.map((inference) => (inference.either === undefined ? inference : { ...inference, ...reading }));
}

function settledBy(
  decimal: boolean,
  thousands: boolean,
  delimiter?: Delimiter,
): Pick<ColumnInference, 'type' | 'either'> {
  if (decimal && !thousands) return { type: 'decimal-comma', either: 'other columns have decimal commas' };
  if (thousands && !decimal) return { type: 'thousands-comma', either: 'other columns have commas between thousands' };
  return delimiter === ';'
    ? { type: 'decimal-comma', either: 'fields are separated by semicolons' }
    : { type: 'thousands-comma', either: 'fields are not separated by semicolons' };
}
