import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { ROOT } from '../processes/planes.js';
import { PastedTour } from './pasted-tour.js';

const tour = new PastedTour(join(ROOT, 'docs/guide/data-mash.md'));

describe('the guide to data mashes', () => {
  beforeAll(() => tour.paste({}));
  afterAll(() => tour.stop());

  it('has more than one station', () => {
    expect(tour.stations.length).toBeGreaterThan(5);
  });

  it.each(tour.stations)('shows what a reader gets: $first', (station) => {
    expect(tour.printedAt(station)).toMatch(tour.shownAt(station));
  });
});
