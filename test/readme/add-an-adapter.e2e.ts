import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { ROOT } from '../processes/planes.js';
import { BuiltGuide } from './built-guide.js';
import { StartedPlanes } from './started-planes.js';
import { paste, patternOf, toursOf } from './worked-example.js';

const guide = join(ROOT, 'docs/guide/add-an-adapter.md');
const tour = toursOf(guide);

describe('the guide to an adapter of your own', () => {
  let planes: StartedPlanes | undefined;
  let printed: string[];
  let tested: ReturnType<BuiltGuide['test']>;

  beforeAll(async () => {
    const built = new BuiltGuide(guide);
    tested = built.test();
    const started = await StartedPlanes.start({
      RUNTIME_REALMS: './examples/realms/orders',
      EXPERIENCE_ADAPTERS: `rest,sse,${join(built.folder, 'hooks')},./examples/adapters/mcp`,
    });
    planes = started;
    printed = await paste(
      tour.map(({ text }) => started.at(text)),
      built.folder,
    );
  });
  afterAll(() => planes?.stop());

  it('has code that compiles, and tests of it that pass outside this repository', () => {
    expect(tested.printed).toMatch(/Tests: +1 passed, 1 total/);
    expect(tested.code).toBe(0);
  });

  it.each(tour.map(({ text, shown = '' }, index) => ({ index, shown, first: text.split('\n')[0] })))(
    'shows what a reader gets: $first',
    ({ index, shown }) => {
      expect(printed[index]).toMatch(patternOf(shown));
    },
  );
});
