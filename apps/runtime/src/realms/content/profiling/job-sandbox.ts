import { join } from 'node:path';
import { Sandbox } from '../../../table-engine/sandbox.js';
import type { ProfileJob } from './profiler-job.js';

/** Where the nth table of a file is copied to. */
export function copyIn({ workDir }: ProfileJob, nth = 1): string {
  return join(workDir, `table_${nth}.parquet`);
}

export async function inSandbox<Result>(
  path: string,
  { workDir }: ProfileJob,
  columns: number,
  use: (sandbox: Sandbox) => Promise<Result>,
): Promise<Result> {
  const sandbox = await Sandbox.open([path], workDir, { columns });
  try {
    return await use(sandbox);
  } finally {
    sandbox.close();
  }
}
