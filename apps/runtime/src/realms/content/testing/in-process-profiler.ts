import { FilePreviewer } from '../profiling/file-previewer.js';
import { FileProfiler } from '../profiling/file-profiler.js';
import { keepCopies } from '../profiling/child-profiler.js';
import { type KeepCopy, Profiler } from '../profiling/profiler.js';
import type { Preview, PreviewJob, Profiled, ProfileJob } from '../profiling/profiler-job.js';
import { withWorkDir } from '../../../table-engine/testing/work-dir.js';

/** Does in the test's own process what a child does, since a child runs the built files. */
export class InProcessProfiler extends Profiler {
  profile(
    job: Omit<ProfileJob, 'task' | 'workDir'>,
    _: AbortSignal,
    keep: KeepCopy,
  ): Promise<Omit<Profiled, 'copies'>> {
    return withWorkDir(async (workDir) => {
      const { copies, ...profiled } = await new FileProfiler().profile({ task: 'profile', workDir, ...job });
      await keepCopies(copies, workDir, keep);
      return profiled;
    });
  }

  preview(job: Omit<PreviewJob, 'task' | 'workDir'>): Promise<Preview> {
    return withWorkDir((workDir) => new FilePreviewer().preview({ task: 'preview', workDir, ...job }));
  }
}
