import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { ROOT } from '../processes/planes.js';
import { BuiltGuide } from './built-guide.js';
import { StartedPlanes } from './started-planes.js';
import { filesOf, paste, patternOf, toursOf } from './worked-example.js';

const guide = join(ROOT, 'docs/guide/sagas.md');
const tour = toursOf(guide);

/** The package that the guide refers to, under the name of its own. */
function packageOf(name: string): { path: string; text: string }[] {
  return filesOf(join(ROOT, 'docs/guide/add-a-realm.md'))
    .filter(({ path }) => path.endsWith('.json'))
    .map(({ path, text }) => ({ path: path.replace('rooms', name), text: text.replaceAll('rooms', name) }));
}

describe('the guide to sagas', () => {
  let planes: StartedPlanes | undefined;
  let printed: string[];
  let tested: ReturnType<BuiltGuide['test']>;

  beforeAll(async () => {
    const built = new BuiltGuide(guide);
    built.write(packageOf('refunds'));
    tested = built.test('npx tsc -p refunds\nnpm test --prefix refunds');
    const started = await StartedPlanes.start({ RUNTIME_REALMS: join(built.folder, 'refunds') });
    planes = started;
    printed = await paste(
      tour.map(({ text }) => started.at(text)),
      built.folder,
    );
  });
  afterAll(() => planes?.stop());

  it('has code that compiles and keeps its own rules', () => {
    expect(tested.printed).toMatch(/Tests: +3 passed, 3 total/);
    expect(tested.code).toBe(0);
  });

  it.each(tour.map(({ text, shown }, index) => ({ index, shown, first: text.split('\n')[0] })))(
    'shows what an operator gets: $first',
    ({ index, shown }) => {
      expect(printed[index]).toMatch(shown === undefined ? /^$/ : patternOf(shown));
    },
  );
});
