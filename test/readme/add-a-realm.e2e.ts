import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { ROOT } from '../processes/planes.js';
import { StartedPlanes } from './started-planes.js';
import { filesOf, paste, patternOf, toursOf } from './worked-example.js';

const guide = join(ROOT, 'docs/guide/add-a-realm.md');
const tour = toursOf(guide);
const LINES = /```bash test\n([^]*?)```/.exec(readFileSync(guide, 'utf8'))?.[1] ?? 'exit 1';

describe('the guide to a realm of your own', () => {
  const clone = temporaryFolder('guide');
  let planes: StartedPlanes | undefined;
  let printed: string[];
  let tested: SpawnSyncReturns<string>;

  beforeAll(async () => {
    for (const { path, text } of filesOf(guide)) {
      mkdirSync(dirname(join(clone, path)), { recursive: true });
      writeFileSync(join(clone, path), text);
    }
    symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
    tested = spawnSync('bash', ['-ec', LINES], { cwd: clone, env: { PATH: process.env['PATH'] }, encoding: 'utf8' });

    const started = await StartedPlanes.start({ RUNTIME_REALMS: join(clone, 'rooms') });
    planes = started;
    printed = await paste(
      tour.map(({ text }) => started.at(text)),
      clone,
    );
  });
  afterAll(() => planes?.stop());

  it('has code that compiles, and tests of it that pass outside this repository', () => {
    expect(tested.stdout + tested.stderr).toMatch(/Tests: +2 passed, 2 total/);
    expect(tested.status).toBe(0);
  });

  it.each(tour.map(({ text, shown = '' }, index) => ({ index, shown, first: text.split('\n')[0] })))(
    'shows what a reader gets: $first',
    ({ index, shown }) => {
      expect(printed[index]).toMatch(patternOf(shown));
    },
  );
});
