import { describe, expect, it } from '@jest/globals';
import { SeenEvents } from './seen-events.js';

const event = (executionid: string, sequence: number) => ({ executionid, sequence });

describe('events that were seen', () => {
  it('are those of the same execution up to the last', () => {
    const seen = new SeenEvents();
    const told = [
      event('a', 1),
      event('b', 1),
      event('a', 1),
      event('a', 2),
      event('b', 3),
      event('b', 2),
      event('a', 1),
    ];
    expect(told.map((one) => seen.isNew(one))).toEqual([true, true, false, true, true, false, false]);
  });

  it('are remembered of the executions that were heard of last, so that a feed may go on for ever', () => {
    const seen = new SeenEvents(2);
    for (const one of [event('a', 5), event('b', 5), event('a', 5), event('c', 5)]) seen.isNew(one);
    expect([event('a', 5), event('c', 5), event('b', 5)].map((one) => seen.isNew(one))).toEqual([false, false, true]);
  });
});
