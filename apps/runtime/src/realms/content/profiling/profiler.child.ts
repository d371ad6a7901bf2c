import { rmSync, writeSync } from 'node:fs';
import { FileUnreadable } from '../reading/file-unreadable.js';
import { FilePreviewer } from './file-previewer.js';
import { FileProfiler } from './file-profiler.js';
import type { ProfilerAnswer, ProfilerJob } from './profiler-job.js';

/** Process memory, all told. DuckDB and Node have limits of their own; this holds what neither of them counts. */
const MOST_MEMORY = 512 << 20;
const MEMORY_CHECK_MS = 100;
const LONGEST_DETAIL = 1000;

setInterval(() => {
  if (process.memoryUsage.rss() <= MOST_MEMORY) return;
  writeSync(process.stderr.fd, `The file took more than ${MOST_MEMORY >> 20} MiB of memory.\n`);
  process.kill(process.pid, 'SIGKILL');
}, MEMORY_CHECK_MS).unref();

process.on('message', (job: ProfilerJob) => {
  // A parent that is gone neither wants the answer nor can clear up. An orderly exit would wait for the query to end.
  process.on('disconnect', () => {
    try {
      rmSync(job.workDir, { recursive: true, force: true });
    } finally {
      process.kill(process.pid, 'SIGKILL');
    }
  });
  void answerTo(job).then((answer) => process.send?.(answer));
});

async function answerTo(job: ProfilerJob): Promise<ProfilerAnswer> {
  try {
    return {
      done: job.task === 'profile' ? await new FileProfiler().profile(job) : await new FilePreviewer().preview(job),
    };
  } catch (error) {
    if (error instanceof FileUnreadable) return { unreadable: error.message };
    return { failed: String(error instanceof Error ? error.message : error).slice(0, LONGEST_DETAIL) };
  }
}
