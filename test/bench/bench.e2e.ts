import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../processes/planes.js';

/** What `npm run bench -- in-process` prints, with few executions. */
async function bench(nodeOptions = ''): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', BENCH_EXECUTIONS: '40', NODE_OPTIONS: nodeOptions };
  const { stdout } = await promisify(execFile)(process.execPath, ['test/bench/bench.mjs', 'in-process'], {
    cwd: ROOT,
    env,
  });
  return stdout;
}

describe('a measurement', () => {
  it('prints in one table what was carried out and found whole in the log', async () => {
    const rows = (await bench()).split('\n').filter((line) => line.includes('in process on SQLite'));
    expect(rows).toEqual([
      expect.stringMatching(/^\| orders\.place, three armed steps, .*\/s, \d+ µs of CPU each .* bare POST /),
      expect.stringMatching(/^\| three steps with NOTHING_TO_UNDO, .*\/s, \d+ µs of CPU each .* bare POST /),
    ]);
  });

  it('prints nothing where a log is not whole', async () => {
    const twin = new URL('./twins/forgets-the-end.mjs', import.meta.url).href;
    await expect(bench(`--import ${twin}`)).rejects.toThrow('is not whole');
  });
});
