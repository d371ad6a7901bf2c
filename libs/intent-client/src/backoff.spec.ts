import { describe, expect, it } from '@jest/globals';
import { Backoff, BACKOFF } from './backoff.js';

const longest = () => 1;

describe('the wait before the next try', () => {
  it('may be twice as long after each failure, up to a bound, and is short again once something has worked', () => {
    const backoff = new Backoff(BACKOFF, longest);
    expect(Array.from({ length: 8 }, () => backoff.next())).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    backoff.reset();
    expect(backoff.next()).toBe(100);
  });

  it('is anything from nothing up to that, so that ten thousand do not come back in the same moment', () => {
    let draws = 0;
    const backoff = new Backoff(BACKOFF, () => (draws++ % 100) / 100);
    const moments = new Set(Array.from({ length: 100 }, () => backoff.soon()));
    expect(moments.size).toBe(100);
    expect([Math.min(...moments), Math.max(...moments)]).toEqual([0, 990]);
  });
});
