import type { Preview, PreviewJob, Profiled, ProfileJob } from './profiler-job.js';

/** The profiler did not come to an end: its child died, ran out of time or memory, or met an error of its own. */
export class ProfilerFailed extends Error {
  override readonly name = 'ProfilerFailed';
}

/**
 * Reads files that nobody vouches for.
 * Rejects with `FileUnreadable` if the file is to blame, with `ProfilerFailed` if something else is, and with the
 * signal's reason when it is aborted.
 */
export abstract class Profiler {
  abstract profile(job: Omit<ProfileJob, 'task' | 'workDir'>, signal: AbortSignal): Promise<Profiled>;
  abstract preview(job: Omit<PreviewJob, 'task' | 'workDir'>, signal: AbortSignal): Promise<Preview>;
}
