import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { ROOT } from '../processes/planes.js';
import { StartedPlanes } from './started-planes.js';
import { filesOf, paste, patternOf, toursOf } from './worked-example.js';

const guide = join(ROOT, 'docs/guide/add-a-realm.md');
const tour = toursOf(guide);

describe('the guide to a realm of your own', () => {
  const clone = temporaryFolder('guide');
  let planes: StartedPlanes | undefined;
  let printed: string[];

  beforeAll(async () => {
    for (const { path, text } of filesOf(guide)) {
      mkdirSync(dirname(join(clone, path)), { recursive: true });
      writeFileSync(join(clone, path), text);
    }
    symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
    const compiler = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'rooms'], { cwd: clone });
    if (compiler.status !== 0) throw new Error(`The guide's code does not compile:\n${compiler.stdout.toString()}`);

    const started = await StartedPlanes.start({ RUNTIME_REALMS: join(clone, 'rooms') });
    planes = started;
    printed = await paste(
      tour.map(({ text }) => started.at(text)),
      clone,
    );
  });
  afterAll(() => planes?.stop());

  it.each(tour.map(({ text, shown = '' }, index) => ({ index, shown, first: text.split('\n')[0] })))(
    'shows what a reader gets: $first',
    ({ index, shown }) => {
      expect(printed[index]).toMatch(patternOf(shown));
    },
  );
});
