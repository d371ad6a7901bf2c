import {
  type PreviewColumn,
  PreviewContent,
  type PreviewContentInput,
  type PreviewContentOutput,
} from '@app/intent-contracts';
import { type Answers, ProblemError, type QueryContext, QueryHandler } from '../../../realm-kit/index.js';
import { findContentFacts } from '../content-facts.js';
import { COLUMN_TYPE } from '../profiling/cell-shape.js';
import { Profiler, ProfilerFailed } from '../profiling/profiler.js';
import type { Preview, PreviewJob } from '../profiling/profiler-job.js';
import type { Reading } from '../profiling/reading.js';
import { FileUnreadable } from '../reading/file-unreadable.js';
import { contentNotFound } from './content-not-found.js';
import { pageToken, readPageToken } from './page-token.js';

const ROWS = 50;

/** Pages through the rows of a table, or the lines of a text as a single column. What is neither has no rows. */
@QueryHandler(PreviewContent)
export class PreviewContentHandler implements Answers<typeof PreviewContent> {
  constructor(private readonly profiler: Profiler) {}

  async answer(input: PreviewContentInput, context: QueryContext): Promise<PreviewContentOutput> {
    const facts = await findContentFacts(context.state, input.artifact_id);
    if (facts === undefined) throw contentNotFound(input.artifact_id);
    const { reading, content } = facts;
    if (reading === undefined) return { columns: [], rows: [] };
    const from = input.page_token === undefined ? 0 : readPageToken(input.page_token, isPlaceIn(reading, content.size));
    const { rows, next } = await context.artifacts.withFile(content.artifact_id, (path) =>
      this.preview({ path, reading, from, rows: input.rows ?? ROWS }, context.signal),
    );
    return { columns: columnsOf(reading), rows, ...(next !== undefined && { next_page_token: pageToken(next) }) };
  }

  private async preview(job: Omit<PreviewJob, 'task' | 'workDir'>, signal: AbortSignal): Promise<Preview> {
    try {
      return await this.profiler.preview(job, signal);
    } catch (error) {
      if (error instanceof FileUnreadable) throw new ProblemError('FILE_UNREADABLE', error.message, { cause: error });
      if (error instanceof ProfilerFailed) throw new ProblemError('PROFILER_FAILED', error.message, { cause: error });
      throw error;
    }
  }
}

/**
 * Text of two bytes a character can take up to half as much again once it is read. How much is inside compressed bytes,
 * the file's size does not tell.
 */
function isPlaceIn({ format, compression }: Reading, size: number) {
  const last = format === 'parquet' || compression !== undefined ? Number.MAX_SAFE_INTEGER : size * 3;
  return (position: unknown): position is number =>
    Number.isSafeInteger(position) && (position as number) > 0 && (position as number) <= last;
}

function columnsOf(reading: Reading): PreviewColumn[] {
  if (reading.format === 'text') return [{ name: 'line', type: 'text' }];
  return reading.names.map((name, index) => ({ name, type: COLUMN_TYPE[reading.types[index] ?? 'text'] }));
}
