import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withWorkDir } from './work-dir.js';

/** Writes a file into a folder of its own beside an empty one to work in, and removes both afterwards. */
export function withJobFolder<Result>(
  content: string | Buffer,
  use: (path: string, workDir: string) => Promise<Result>,
): Promise<Result> {
  return withWorkDir((sourceDir) =>
    withWorkDir(async (workDir) => {
      const path = join(sourceDir, 'file');
      await writeFile(path, content);
      return use(path, workDir);
    }),
  );
}
