import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { ROOT } from '../processes/planes.js';
import { PastedTour } from './pasted-tour.js';
import { patternOf } from './worked-example.js';

const tour = new PastedTour(join(ROOT, 'README.md'));

describe('the tour of the README', () => {
  beforeAll(() => tour.paste({ RUNTIME_REALMS: './examples/realms/orders' }));
  afterAll(() => tour.stop());

  it('has more than one station', () => {
    expect(tour.stations.length).toBeGreaterThan(5);
  });

  it.each(tour.stations)('shows what a reader gets: $first', (station) => {
    expect(tour.printedAt(station)).toMatch(tour.shownAt(station));
  });

  it('ends with both planes stopped in order by Ctrl-C', async () => {
    expect(await tour.stop()).toBe(0);
  });

  it('a document that shows something else than is printed is noticed', () => {
    expect('succeeded\n').not.toMatch(patternOf('compensated\n'));
    expect('one\ntwo\n').not.toMatch(patternOf('one\n'));
    expect('ses_1\nmore\n').not.toMatch(patternOf('ses_…\n'));
    expect('one\ntwo\nthree\n').toMatch(patternOf('one\n…\nthree\n'));
  });
});
