interface Described {
  readonly type: string;
  readonly distinct: number;
  readonly nulls: number;
  readonly min?: unknown;
  readonly max?: unknown;
  readonly quantiles?: readonly number[] | undefined;
}

/** How the values of a column lie, from what is known of them; shares of the whole width, 0 to 1. */
export type DistributionShape =
  | {
      readonly kind: 'spread';
      readonly quartiles: readonly [number, number, number];
      readonly from: string;
      readonly to: string;
    }
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  | { readonly kind: 'distinct'; readonly share: number }
  | { readonly kind: 'none' };

/** Where the middle half of numbers lies; from when to when dates go; of the rest, how many are different. */
export function distributionShape(column: Described, rows: number): DistributionShape {
  const { min, max, quantiles, distinct, nulls } = column;
  const filled = rows - nulls;
  if (filled <= 0) return { kind: 'none' };
  if (typeof min === 'number' && typeof max === 'number' && quantiles?.length === 3 && max > min) {
    const at = (value: number): number => Math.min(1, Math.max(0, (value - min) / (max - min)));
    return {
      kind: 'spread',
      quartiles: [at(quantiles[0]!), at(quantiles[1]!), at(quantiles[2]!)],
      from: short(min),
      to: short(max),
    };
  }
  if (
    ['date', 'time', 'timestamp'].includes(column.type) &&
    typeof min === 'string' &&
    typeof max === 'string' &&
    min !== max
  ) {
    return { kind: 'range', from: min.slice(0, 10), to: max.slice(0, 10) };
  }
  return { kind: 'distinct', share: Math.min(1, distinct / filled) };
}

function short(value: number): string {
  return new Intl.NumberFormat('en', {
    notation: Math.abs(value) >= 1e5 ? 'compact' : 'standard',
    maximumFractionDigits: 2,
  }).format(value);
}
