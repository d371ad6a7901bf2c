import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { ROOT } from '../processes/planes.js';
import { BuiltGuide } from './built-guide.js';
import { PastedTour } from './pasted-tour.js';
import { filesOf } from './worked-example.js';

const guide = join(ROOT, 'docs/guide/sagas.md');
const tour = new PastedTour(guide);

/** The package that the guide refers to, under the name of its own. */
function packageOf(name: string): { path: string; text: string }[] {
  return filesOf(join(ROOT, 'docs/guide/add-a-realm.md'))
    .filter(({ path }) => path.endsWith('.json'))
    .map(({ path, text }) => ({ path: path.replace('rooms', name), text: text.replaceAll('rooms', name) }));
}

describe('the guide to sagas', () => {
  let tested: ReturnType<BuiltGuide['test']>;

  beforeAll(async () => {
    const built = new BuiltGuide(guide);
    built.write(packageOf('refunds'));
    tested = built.test('npx tsc -p refunds\nnpm test --prefix refunds');
    await tour.paste({ RUNTIME_REALMS: join(built.folder, 'refunds') }, built.folder);
  });
  afterAll(() => tour.stop());

  it('has code that compiles and keeps its own rules', () => {
    expect(tested.printed).toMatch(/Tests: +3 passed, 3 total/);
    expect(tested.code).toBe(0);
  });

  it.each(tour.stations)('shows what an operator gets: $first', (station) => {
    expect(tour.printedAt(station)).toMatch(tour.shownAt(station));
  });
});
