import { describe, expect, it } from '@jest/globals';
import type { Clock } from '../determinism/clock.js';
import { Turnover } from './turnover.js';

function at(start: number): { clock: Clock; pass: (ms: number) => void } {
  let now = start;
  return { clock: { now: () => now } as Clock, pass: (ms) => (now += ms) };
}

describe('Turnover', () => {
  it('says what was done each second on average, since the start while that is less than a minute ago', () => {
    const { clock, pass } = at(1_000_000);
    const turnover = new Turnover(clock);
    turnover.count('accepted', 30);
    pass(10_000);
    turnover.count('events', 5);
    expect(turnover.rates()).toEqual({ windowS: 10, accepted: 3, ended: 0, events: 0.5 });
  });

  it('forgets for its rates what is older than a minute', () => {
    const { clock, pass } = at(1_000_000);
    const turnover = new Turnover(clock);
    turnover.count('ended', 600);
    pass(30_000);
    turnover.count('ended', 60);
    pass(40_000);
    expect(turnover.rates()).toMatchObject({ windowS: 60, ended: 1 });
    pass(60_000);
    expect(turnover.rates()).toMatchObject({ ended: 0 });
    expect(turnover.total('ended')).toBe(660);
  });
});
