import {
  GetDataMash,
  type PreviewColumn,
  PreviewContent,
  type PreviewContentInput,
  type PreviewContentOutput,
} from '@app/intent-contracts';
import { type Answers, ProblemError, type QueryContext, QueryHandler } from '../../../realm-kit/index.js';
import { type ContentFacts, findContentFacts } from '../content-facts.js';
import { COLUMN_TYPE } from '../profiling/cell-shape.js';
import { Profiler, ProfilerFailed } from '../profiling/profiler.js';
import type { Preview, PreviewJob } from '../profiling/profiler-job.js';
import { type PageReading, pageReading, type Reading } from '../profiling/reading.js';
import { FileUnreadable } from '../reading/file-unreadable.js';
import { tableNamed } from './chosen-table.js';
import { contentNotFound } from './content-not-found.js';
import { pageToken, readPageToken } from './page-token.js';
import { productReading } from './product-reading.js';

const ROWS = 50;

/** What rows are read of. */
type Shown = Pick<ContentFacts, 'reading' | 'copies'> & {
  readonly filename: string;
  readonly size: number;
  readonly tables: readonly string[];
};

/**
 * Pages through the rows of one table, the first if none is named, or the lines of a text as a single column. What is
 * neither has no rows. A data product has rows as what was taken in has.
 */
@QueryHandler(PreviewContent)
export class PreviewContentHandler implements Answers<typeof PreviewContent> {
  constructor(private readonly profiler: Profiler) {}

  async answer(input: PreviewContentInput, context: QueryContext): Promise<PreviewContentOutput> {
    const shown = (await contentShown(input.artifact_id, context)) ?? (await productShown(input.artifact_id, context));
    if (shown === undefined) throw contentNotFound(input.artifact_id);
    const named = input.table === undefined ? undefined : tableNamed(input.table, shown);
    const { reading, size, copies = [] } = shown;
    if (reading === undefined) return { columns: [], rows: [] };
    const { table, from } = placeIn(reading, { named, token: input.page_token, size });
    if (reading.format === 'xlsx' && (reading.tables[table]?.names.length ?? 0) === 0) return { columns: [], rows: [] };
    // A page deep in a sheet would have all before it read again: its copy has numbered rows.
    const copy = reading.format === 'xlsx' ? copies[table] : undefined;
    const page = pageReading(reading, table, copy ? 'copy' : 'file');
    const { rows, next } = await context.artifacts.withFile(copy ?? input.artifact_id, (path) =>
      this.preview({ path, reading: page, from, rows: input.rows ?? ROWS }, context.signal),
    );
    const token = next !== undefined && pageToken(reading.format === 'xlsx' ? [table, next] : next);
    return { columns: columnsOf(page), rows, ...(token !== false && { next_page_token: token }) };
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

async function contentShown(artifactId: string, { state }: QueryContext): Promise<Shown | undefined> {
  const facts = await findContentFacts(state, artifactId);
  if (facts === undefined) return undefined;
  const { content, profile, ...read } = facts;
  return { ...content, ...read, tables: profile.tables.map(({ name }) => name) };
}

async function productShown(artifactId: string, context: QueryContext): Promise<Shown | undefined> {
  const artifact = await context.artifacts.get(artifactId);
  if (artifact?.kind !== 'data_product') return undefined;
  const { mash } = await context.ask(GetDataMash, { mash_id: artifactId });
  return { ...mash, reading: productReading(mash), tables: [mash.filename] };
}

/** Where a page begins. A token of a workbook tells the table, so that none is mistaken for one of another table. */
function placeIn(
  reading: Reading,
  { named, token, size }: { named: number | undefined; token: string | undefined; size: number },
): { table: number; from: number } {
  if (token === undefined) return { table: named ?? 0, from: 0 };
  if (reading.format !== 'xlsx') return { table: 0, from: readPageToken(token, isPlaceIn(reading, size)) };
  const isPlace = (place: unknown): place is [number, number] =>
    Array.isArray(place) &&
    place.length === 2 &&
    place.every((part) => Number.isSafeInteger(part)) &&
    place[1] > 0 &&
    reading.tables[place[0]] !== undefined &&
    (named === undefined || place[0] === named);
  const [table, from] = readPageToken(token, isPlace);
  return { table, from };
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

function columnsOf(reading: PageReading): PreviewColumn[] {
  if (reading.format === 'text') return [{ name: 'line', type: 'text' }];
  return reading.names.map((name, index) => ({ name, type: COLUMN_TYPE[reading.types[index] ?? 'text'] }));
}
