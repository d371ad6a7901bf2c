import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { withJobFolder } from './testing/job-folder.js';
import { Sandbox } from './sandbox.js';
import { literal } from './sql.js';

describe('DuckDB in its sandbox', () => {
  it('reads the file that it was opened for, and works in its folder', async () => {
    await withJobFolder('a\n1\n', async (path, workDir) => {
      const sandbox = await Sandbox.open([path], workDir, { columns: 1 });
      await sandbox.run(`CREATE TABLE t AS FROM read_csv(${literal(path)}, header = true)`);
      expect(await sandbox.count('SELECT count(*) FROM t')).toBe(1);
      sandbox.close();
    });
  });

  it.each([
    ['read another file', (other: string) => `FROM read_text(${literal(other)})`],
    ['list a folder', () => `FROM glob('/*')`],
    ['open another database', (other: string) => `ATTACH ${literal(`${other}.db`)}`],
    ['write elsewhere', (other: string) => `COPY (SELECT 1) TO ${literal(`${other}.csv`)}`],
    ['reach the network', () => `FROM read_csv('http://127.0.0.1:9/x.csv')`],
    ['install an extension', () => 'INSTALL httpfs'],
    ['load an extension', () => 'LOAD httpfs'],
    ['allow itself more memory', () => `SET memory_limit = '64GB'`],
    ['open the door again', () => 'SET enable_external_access = true'],
    ['allow another folder', () => `SET allowed_directories = ['/']`],
  ])('cannot %s', async (_, sql) => {
    await withJobFolder('a\n1\n', async (path, workDir) => {
      const other = `${path}-other`;
      await writeFile(other, 'secret');
      const sandbox = await Sandbox.open([path], workDir, { columns: 1 });
      await expect(sandbox.run(sql(other))).rejects.toMatchObject({
        message: expect.stringMatching(/Permission Error|configuration has been locked|disabled/),
      });
      sandbox.close();
    });
  });

  it('keeps what it spills in the folder of the job', async () => {
    await withJobFolder('a\n1\n', async (path, workDir) => {
      const sandbox = await Sandbox.open([path], workDir, { columns: 1 });
      const [[folder]] = (await sandbox.texts(`SELECT current_setting('temp_directory')`)) as [[string]];
      expect(folder).toBe(join(workDir, 'spill'));
      sandbox.close();
    });
  });
});
