import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes a file into a folder of its own beside an empty one to work in, and removes both afterwards. */
export async function withJobFolder<Result>(
  content: string | Buffer,
  use: (path: string, workDir: string) => Promise<Result>,
): Promise<Result> {
  const [sourceDir, workDir] = await Promise.all([1, 2].map(() => mkdtemp(join(tmpdir(), 'content-spec-'))));
  const path = join(sourceDir!, 'file');
  try {
    await writeFile(path, content);
    return await use(path, workDir!);
  } finally {
    await Promise.all([sourceDir!, workDir!].map((folder) => rm(folder, { recursive: true })));
  }
}
