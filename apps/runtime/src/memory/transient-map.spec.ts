import { expect, it } from '@jest/globals';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TransientMap } from './transient-map.js';

setFlagsFromString('--expose-gc');
const collectAll = runInNewContext('gc') as () => void;

const LIVE = 8;
/** What each entry weighs, more or less, in bytes. */
const WEIGHT = 8_000;
const PASSING = 40_000;

/** What is kept for longer than small collections take, in bytes. */
function old(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')!.space_used_size;
}

/** By how much that grows at most while many entries pass through a map. */
function heldBy(map: Pick<Map<number, object>, 'set' | 'delete'> | TransientMap<number, object>): number {
  let before = 0;
  let most = 0;
  for (let number = 0; number < PASSING; number += 1) {
    if (number === LIVE) {
      // From then on its table is old.
      collectAll();
      before = old();
    }
    map.set(
      number,
      Array.from({ length: WEIGHT / 8 }, () => number),
    );
    map.delete(number - LIVE);
    if (number % 100 === 99) most = Math.max(most, old());
  }
  return most - before;
}

it('what has passed through is let go by small collections; a Map holds on to much of it', () => {
  expect(heldBy(new TransientMap())).toBeLessThan((PASSING * WEIGHT) / 20);
  expect(heldBy(new Map())).toBeGreaterThan((PASSING * WEIGHT) / 4);
});

it('an entry is there from when it is set until it is deleted or replaced, in the order in which it came', () => {
  const map = new TransientMap<string, number>();
  map.set('one', 1);
  map.set('two', 2);
  map.set('three', 3);
  expect(map.delete('two')).toBe(true);
  expect(map.delete('two')).toBe(false);
  map.set('three', 33);
  expect([map.size, map.has('one'), map.has('two'), map.get('two'), map.get('three')]).toEqual([
    2,
    true,
    false,
    undefined,
    33,
  ]);
  expect(map.values()).toEqual([1, 33]);
  map.clear();
  expect([map.size, map.values(), map.get('one')]).toEqual([0, [], undefined]);
});
