import { describe, expect, it } from '@jest/globals';
import { spokenAgo, spokenDuration, spokenSize } from './spoken-time.js';

describe('Durations', () => {
  it.each([
    [0, '0 ms'],
    [480, '480 ms'],
    [999.7, '1.0 s'],
    [3_200, '3.2 s'],
    [9_960, '10 s'],
    [59_700, '1 min'],
    [240_000, '4 min'],
    [245_000, '4 min 5 s'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 5 min'],
    [90_000_000, '1 d 1 h'],
    [-1, '–'],
  ])('are read as people say them: %d is %s', (ms, said) => expect(spokenDuration(ms)).toBe(said));

  it.each([
    [1_000, 'now'],
    [-1_000, 'now'],
    [90_000, '2 min ago'],
    [-3 * 3_600_000, 'in 3 h'],
    [200_000_000, '2 d ago'],
  ])('say how long ago it was, or in how long it will be: %d is %s', (ms, said) => expect(spokenAgo(ms)).toBe(said));
});

describe('Sizes', () => {
  it.each([
    [12, '12 bytes'],
    [1_000, '1.0 kB'],
    [65_400, '65 kB'],
    [2_147_483_648, '2.1 GB'],
  ])('are said in the unit that fits: %d is %s', (bytes, said) => expect(spokenSize(bytes)).toBe(said));
});
