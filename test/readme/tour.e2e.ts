import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { ROOT } from '../processes/planes.js';
import { StartedPlanes } from './started-planes.js';
import { paste, patternOf, toursOf } from './worked-example.js';

const tour = toursOf(join(ROOT, 'README.md'));

describe('the tour of the README', () => {
  let planes: StartedPlanes | undefined;
  let printed: string[];

  beforeAll(async () => {
    const started = await StartedPlanes.start({ RUNTIME_REALMS: './examples/realms/orders' });
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

  it('ends with both planes stopped in order by Ctrl-C', async () => {
    expect(await planes?.stop()).toBe(0);
    planes = undefined;
  });

  it('a document that shows something else than is printed is noticed', () => {
    expect('succeeded\n').not.toMatch(patternOf('compensated\n'));
    expect('one\ntwo\n').not.toMatch(patternOf('one\n'));
    expect('ses_1\nmore\n').not.toMatch(patternOf('ses_…\n'));
    expect('one\ntwo\nthree\n').toMatch(patternOf('one\n…\nthree\n'));
  });
});
