import { describe, expect, it } from '@jest/globals';
import { timeScale } from './time-scale.js';

describe('The scale of time', () => {
  it('is true: what takes twice as long is twice as wide', () => {
    const { at } = timeScale(1_000, 3_000);
    expect([at(1_000), at(1_500), at(2_000), at(3_000)]).toEqual([0, 0.25, 0.5, 1]);
    expect(at(9_000)).toBe(1);
  });

  it.each([0, 1, 7, 90, 1_234, 59_000, 400_000, 86_400_000, 9e9, 9e12])(
    'has a few lines at round times, however long it is: %d ms',
    (span) => {
      const { ticks } = timeScale(0, span);
      expect(ticks.length).toBeGreaterThanOrEqual(1);
      expect(ticks.length).toBeLessThanOrEqual(7);
      expect(ticks.every(({ at }) => at >= 0 && at <= 1)).toBe(true);
    },
  );
});
