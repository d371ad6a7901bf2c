import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { ROOT } from '../processes/planes.js';
import { StartedPlanes } from './started-planes.js';
import { paste, patternOf, toursOf } from './worked-example.js';

const tour = toursOf(join(ROOT, 'docs/guide/data-mash.md'));

describe('the guide to data mashes', () => {
  let planes: StartedPlanes | undefined;
  let printed: string[];

  beforeAll(async () => {
    const started = await StartedPlanes.start({});
    planes = started;
    printed = await paste(
      tour.map(({ text }) => started.at(text)),
      ROOT,
    );
  });
  afterAll(() => planes?.stop());

  it('has more than one station', () => {
    expect(tour.length).toBeGreaterThan(5);
  });

  it.each(tour.map(({ text, shown }, index) => ({ index, shown, first: text.split('\n')[0] })))(
    'shows what a reader gets: $first',
    ({ index, shown }) => {
      expect(printed[index]).toMatch(shown === undefined ? /^$/ : patternOf(shown));
    },
  );
});
