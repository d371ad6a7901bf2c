import { describe, expect, it } from '@jest/globals';
import { distributionShape } from './distribution-shape.js';

const column = { type: 'number', distinct: 10, nulls: 0 };

describe('The picture of a column', () => {
  it('shows where the middle half of its numbers lies', () => {
    expect(distributionShape({ ...column, min: 0, max: 100, quantiles: [10, 25, 80] }, 10)).toEqual({
      kind: 'spread',
      quartiles: [0.1, 0.25, 0.8],
      from: '0',
      to: '100',
    });
  });

  it('shows from when to when dates go', () => {
    const dates = { ...column, type: 'timestamp', min: '2025-01-01T00:00:00', max: '2026-03-04T10:00:00' };
    expect(distributionShape(dates, 10)).toEqual({ kind: 'range', from: '2025-01-01', to: '2026-03-04' });
  });

  it('shows of everything else how many are different, empty cells not counted', () => {
    expect(distributionShape({ type: 'text', distinct: 2, nulls: 6, min: 'a', max: 'b' }, 10)).toEqual({
      kind: 'distinct',
      share: 0.5,
    });
  });

  it('shows nothing of a column in which nothing is, and does not divide by a range that has no width', () => {
    expect(distributionShape({ ...column, nulls: 3 }, 3)).toEqual({ kind: 'none' });
    expect(distributionShape({ ...column, distinct: 1, min: 5, max: 5, quantiles: [5, 5, 5] }, 4)).toEqual({
      kind: 'distinct',
      share: 0.25,
    });
  });
});
