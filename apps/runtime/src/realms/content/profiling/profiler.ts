import type { Readable } from 'node:stream';
import type { Preview, PreviewJob, Profiled, ProfileJob } from './profiler-job.js';

/** The profiler did not come to an end: its child died, ran out of time or memory, or met an error of its own. */
export class ProfilerFailed extends Error {
  override readonly name = 'ProfilerFailed';
}

/** Keeps the copy of the nth table of a profile, counted from 0. */
export type KeepCopy = (bytes: Readable, table: number) => Promise<void>;

/**
 * Reads files that nobody vouches for.
 * Rejects with `FileUnreadable` if the file is to blame, with `ProfilerFailed` if something else is, and with the
 * signal's reason when it is aborted.
 */
export abstract class Profiler {
  /** `keep` is given the Parquet file of each table that could be copied; what it rejects with, this does. */
  abstract profile(
    job: Omit<ProfileJob, 'task' | 'workDir'>,
    signal: AbortSignal,
    keep: KeepCopy,
  ): Promise<Omit<Profiled, 'copies'>>;
  abstract preview(job: Omit<PreviewJob, 'task' | 'workDir'>, signal: AbortSignal): Promise<Preview>;
}
