import type { ContentProfile } from '@app/intent-contracts';
import type { ReadableFormat } from '../detection/file-format.js';
import type { PageReading, Reading } from './reading.js';

/** A file to be profiled. */
export interface ProfileJob {
  task: 'profile';
  path: string;
  /** The name that people know it by. */
  filename: string;
  format: ReadableFormat;
  /** A folder of the job's own, empty at first and removed after it. */
  workDir: string;
}

export interface Profiled {
  profile: ContentProfile;
  reading: Reading;
  /** For each table of the profile the file in `workDir` that it was copied to; see `copyTable`. */
  copies: (string | null)[];
}

/** Some rows of a file to be read. */
export interface PreviewJob {
  task: 'preview';
  path: string;
  reading: PageReading;
  /** Offset of the first row in the text, or of Parquet and of a sheet its number; 0 for the beginning. */
  from: number;
  rows: number;
  workDir: string;
}

export interface Preview {
  rows: unknown[][];
  /** `from` of the row after the last one, absent at the end. */
  next?: number;
}

export type ProfilerJob = ProfileJob | PreviewJob;

/** What a child says of its job: its result, that the file is to blame, or that something else went wrong. */
export type ProfilerAnswer = { done: Profiled | Preview } | { unreadable: string } | { failed: string };
