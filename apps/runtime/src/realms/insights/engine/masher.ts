import type { Readable } from 'node:stream';
import type { MaterializeJob, Materialized, MeasureJob } from './mash-job.js';
import type { Measures } from '../planning/measures.js';

/** The masher did not come to an end: its child died, ran out of time or memory, or met an error of its own. */
export class MasherFailed extends Error {
  override readonly name = 'MasherFailed';
}

/**
 * Computes with the copies of tables.
 * Rejects with `MasherFailed`, or with the signal's reason when it is aborted.
 */
export abstract class Masher {
  abstract measure(job: Omit<MeasureJob, 'task' | 'workDir'>, signal: AbortSignal): Promise<Measures>;

  /** `keep` is given the bytes of the data product; what it rejects with, this does. */
  abstract materialize(
    job: Omit<MaterializeJob, 'task' | 'workDir'>,
    signal: AbortSignal,
    keep: (bytes: Readable) => Promise<void>,
  ): Promise<Materialized>;
}
