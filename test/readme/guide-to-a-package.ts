import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { ROOT } from '../processes/planes.js';
import { BuiltGuide } from './built-guide.js';
import { StartedPlanes } from './started-planes.js';
import { paste, patternOf, toursOf } from './worked-example.js';

export interface PackageGuide {
  /** The file below docs/guide. */
  readonly file: string;
  /** How many tests the guide's package has. */
  readonly tests: number;
  /** What the planes are started with; the package is built below the folder. */
  readonly settings: (folder: string) => Record<string, string>;
}

/** Holds a guide to a package of one's own to what it shows. */
export function describeGuide(subject: string, { file, tests, settings }: PackageGuide): void {
  const guide = join(ROOT, 'docs/guide', file);
  const tour = toursOf(guide);

  describe(`the guide to ${subject}`, () => {
    let planes: StartedPlanes | undefined;
    let printed: string[];
    let tested: ReturnType<BuiltGuide['test']>;

    beforeAll(async () => {
      const built = new BuiltGuide(guide);
      tested = built.test();
      const started = await StartedPlanes.start(settings(built.folder));
      planes = started;
      printed = await paste(
        tour.map(({ text }) => started.at(text)),
        built.folder,
      );
    });
    afterAll(() => planes?.stop());

    it('has code that compiles, and tests of it that pass outside this repository', () => {
      expect(tested.printed).toMatch(new RegExp(`Tests: +${tests} passed, ${tests} total`));
      expect(tested.code).toBe(0);
    });

    it.each(tour.map(({ text, shown = '' }, index) => ({ index, shown, first: text.split('\n')[0] })))(
      'shows what a reader gets: $first',
      ({ index, shown }) => {
        expect(printed[index]).toMatch(patternOf(shown));
      },
    );
  });
}
