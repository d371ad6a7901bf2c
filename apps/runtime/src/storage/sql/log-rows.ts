import type { FeedEntry, LogEntry } from '../execution-record.js';
import type { FeedFilter, FeedPart } from '../execution-store.js';

/**
 * What was appended to a log at once: one row, since each costs an insertion into every index. `entries` has a line for each
 * entry, of its type, its time and its data; the data is JSON, which has no line breaks, and a type has no space.
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

/** The text of a row's `entries`. */
export function toLines(entries: readonly LogEntry[]): string {
  return entries.map(({ type, time, data }) => `${type} ${time} ${data}`).join('\n');
}

/** The entries of a row. */
export function toLogEntries({ sequence, entries }: LogRow): LogEntry[] {
  const lines = entries.split('\n');
  const first = sequence - lines.length + 1;
  return lines.map((line, index) => {
    const time = line.indexOf(' ') + 1;
    const data = line.indexOf(' ', time) + 1;
    return {
      sequence: first + index,
      type: line.slice(0, time - 1),
      time: Number(line.slice(time, data - 1)),
      data: line.slice(data),
    };
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
