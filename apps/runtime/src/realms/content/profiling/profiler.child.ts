import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dieAbove } from '../../../table-engine/children/die-above.js';
import { serveOneJob } from '../../../table-engine/children/serve-one-job.js';
import { FileUnreadable } from '../reading/file-unreadable.js';
import { FilePreviewer } from './file-previewer.js';
import { FileProfiler } from './file-profiler.js';
import type { ProfilerAnswer, ProfilerJob } from './profiler-job.js';

/** Process memory, all told. DuckDB and Node have limits of their own; this holds what neither of them counts. */
const MOST_MEMORY = 512 << 20;
const LONGEST_DETAIL = 1000;

dieAbove(MOST_MEMORY, 'The file');
await serveOneJob<ProfilerJob, ProfilerAnswer>({ rehearse, carryOut });

async function rehearse(): Promise<void> {
  const workDir = join(process.cwd(), 'rehearsal');
  const path = join(workDir, 'rehearsal.csv');
  await mkdir(workDir);
  await writeFile(path, 'id,name\n1,Ann\n');
  await new FileProfiler().profile({
    task: 'profile',
    path,
    filename: 'rehearsal.csv',
    format: {
      format: 'csv',
      mediaType: 'text/csv',
      encoding: 'utf-8',
      delimiter: ',',
      header: true,
      headerAssumed: false,
    },
    workDir,
  });
  await rm(workDir, { recursive: true });
}

async function carryOut(job: ProfilerJob): Promise<ProfilerAnswer> {
  try {
    return {
      done: job.task === 'profile' ? await new FileProfiler().profile(job) : await new FilePreviewer().preview(job),
    };
  } catch (error) {
    if (error instanceof FileUnreadable) return { unreadable: error.message };
    return { failed: String(error instanceof Error ? error.message : error).slice(0, LONGEST_DETAIL) };
  }
}
