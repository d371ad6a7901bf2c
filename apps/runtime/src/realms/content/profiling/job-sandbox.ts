import { join } from 'node:path';
import { isOutOfMemory, Sandbox } from '../../../table-engine/sandbox.js';
import { FileUnreadable } from '../reading/file-unreadable.js';
import type { ProfileJob } from './profiler-job.js';

/** Where the nth table of a file is copied to. */
export function copyIn({ workDir }: ProfileJob, nth = 1): string {
  return join(workDir, `table_${nth}.parquet`);
}

/** `what` is the table that is to blame if it takes too much memory: it would the next time as well. */
export async function inSandbox<Result>(
  path: string,
  { workDir }: ProfileJob,
  { columns, what = 'The table' }: { columns: number; what?: string },
  use: (sandbox: Sandbox) => Promise<Result>,
): Promise<Result> {
  const sandbox = await Sandbox.open([path], workDir, { columns });
  try {
    return await use(sandbox);
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    throw new FileUnreadable(
      `${what} takes more memory than reading it may, with its ${columns} columns. Split it by columns, or by rows.`,
      { cause: error },
    );
  } finally {
    sandbox.close();
  }
}
