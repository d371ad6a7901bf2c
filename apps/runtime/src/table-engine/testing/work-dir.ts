import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Lends an empty folder, as a child has one to work in, and removes it afterwards. */
export async function withWorkDir<Result>(use: (workDir: string) => Promise<Result>): Promise<Result> {
  const workDir = await mkdtemp(join(tmpdir(), 'work-dir-spec-'));
  try {
    return await use(workDir);
  } finally {
    await rm(workDir, { recursive: true });
  }
}
