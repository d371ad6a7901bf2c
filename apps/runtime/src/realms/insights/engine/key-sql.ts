import type { OverlapRequest } from '../planning/measures.js';

/** The value that a key is compared by. `column` is an SQL expression. */
export function keyValue(
  column: string,
  { comparisons, folded }: Pick<OverlapRequest, 'comparisons' | 'folded'>,
  nth: number,
): string {
  switch (comparisons[nth]!) {
    case 'as-numbers':
      return `CAST(${column} AS DOUBLE)`;
    case 'as-text':
      return folded ? `lower(trim(CAST(${column} AS VARCHAR)))` : `CAST(${column} AS VARCHAR)`;
    case 'as-they-are':
      return column;
  }
}
