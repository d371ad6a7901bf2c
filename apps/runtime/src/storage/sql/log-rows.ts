import type { FeedEntry, LogEntry } from '../execution-record.js';
import type { FeedFilter, FeedPart } from '../execution-store.js';

/**
 * What was appended to a log at once: one row, since each costs an insertion into every index. The first line of `entries`
 * has their types; then comes a line for each, of its time and its data. A type has no space, and JSON as it is written
 * here no line break.
 */
export interface LogRow {
  /** Of its last entry. */
  readonly sequence: number;
  readonly entries: string;
}

/** A row as a feed over many executions needs it; its position is that of its last entry. */
export type FeedRow = LogRow & Omit<FeedEntry, keyof LogEntry>;

/** What was found of a feed. */
export interface FoundRows {
  /** What fits the filter, though not each of their entries needs to: at most as many as entries were asked for. */
  readonly rows: readonly FeedRow[];
  /** The row that was looked at last; undefined if there was none. */
  readonly end?: string;
  /** Whether there are more to look at. */
  readonly more: boolean;
  readonly horizon?: string;
}

/** How many rows of the log are looked at in one read, so that a rare filter does not read the whole log at once. */
export const FEED_WINDOW = 5_000;

/** What a read of a feed comes to: at most `limit` rows that fit, of the `looked` that it has looked at, up to `last`. */
export function foundRows(rows: readonly FeedRow[], limit: number, last: string | null, looked: number): FoundRows {
  const isFull = rows.length === limit;
  const end = isFull ? rows.at(-1)!.position : last;
  return { rows, more: isFull || looked === FEED_WINDOW, ...(end !== null && { end }) };
}

/** The text of a row's `entries`. */
export function toLines(entries: readonly LogEntry[]): string {
  const types = entries.map(({ type }) => type).join(' ');
  return entries.reduce((lines, { time, data }) => `${lines}\n${time} ${data}`, types);
}

/** The entries of a row. */
export function toLogEntries({ sequence, entries }: LogRow): LogEntry[] {
  const [types = '', ...lines] = entries.split('\n');
  return types.split(' ').map((type, index) => {
    const line = lines[index]!;
    const end = line.indexOf(' ');
    const time = Number(line.slice(0, end));
    return { sequence: sequence - lines.length + 1 + index, type, time, data: line.slice(end + 1) };
  });
}

/**
 * The entries of a row with their places in the feed. The last one has that of the row; each before it says how many of
 * the row's entries have come with it.
 */
export function toFeedEntries({ sequence, entries, position, ...execution }: FeedRow): FeedEntry[] {
  return toLogEntries({ sequence, entries }).map((entry, index, { length }) => ({
    ...execution,
    ...entry,
    position: index === length - 1 ? position : `${position}.${index + 1}`,
  }));
}

/** What a feed answers when these rows follow the one of `after`, or begin with it where it names an entry within one. */
export function toFeedPart({ rows, end, more, horizon }: FoundRows, { after, types, limit }: FeedFilter): FeedPart {
  const entries: FeedEntry[] = [];
  for (const row of rows) {
    const isBegun = after?.startsWith(`${row.position}.`);
    const read = isBegun ? Number(after!.slice(row.position.length + 1)) : 0;
    for (const entry of toFeedEntries(row).slice(read)) if (!types || types.includes(entry.type)) entries.push(entry);
    if (entries.length >= limit) break;
  }
  const isFull = entries.length >= limit;
  entries.splice(limit);
  const position = (isFull ? entries.at(-1)!.position : end) ?? horizon ?? after;
  return {
    entries,
    more: isFull || more,
    ...(position !== undefined && { position }),
    ...(horizon !== undefined && { horizon }),
  };
}
