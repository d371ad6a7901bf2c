import type { FeedEntry } from '../execution-record.js';
import type { FeedFilter, FeedPart } from '../execution-store.js';
import { toFeedEntries, type FoundRows } from '../sql/log-rows.js';

/** How many characters are kept of the feed of a tenant, and of how many tenants. */
const CHARACTERS = 8 * 1024 * 1024;
const TENANTS = 8;
/** What an entry weighs beside its data. */
const OVERHEAD = 400;
/** How many rows are read at a time. */
const PIECE = 1_000;

/**
 * The newest part of the feeds that somebody follows: each entry is read once, however many follow, and whoever keeps up
 * finds it here. It holds nothing that the tables do not have, and what it does not hold is read from there.
 */
export class RecentFeed {
  /** The one that grew last comes last. */
  private readonly tenants = new Map<string, RecentPart>();

  constructor(private readonly read: (filter: FeedFilter) => Promise<FoundRows>) {}

  /**
   * Reads what has come since, or what follows `from`, the position of a row, if nothing is held. Rejects as `read` does, and
   * holds nothing then.
   */
  async extend(tenantId: string, from: string): Promise<void> {
    const part = this.tenants.get(tenantId) ?? new RecentPart(from);
    try {
      for (let isMore = true; isMore;) {
        const { rows, end, more } = await this.read({ tenantId, after: part.to, limit: PIECE });
        part.add(rows.flatMap(toFeedEntries), end ?? part.to);
        isMore = more;
      }
    } catch (error) {
      this.forget(tenantId);
      throw error;
    }
    this.tenants.delete(tenantId);
    this.tenants.set(tenantId, part);
    if (this.tenants.size > TENANTS) this.forget([...this.tenants.keys()][0]!);
  }

  forget(tenantId: string): void {
    this.tenants.delete(tenantId);
  }

  forgetAll(): void {
    this.tenants.clear();
  }

  /**
   * What the tables answered when it was extended; undefined if they have to be asked, because more than what is held is
   * asked for. What has been committed since is found after the next extension, of which whoever waits is told.
   */
  find(filter: FeedFilter): FeedPart | undefined {
    return this.tenants.get(filter.tenantId)?.find(filter);
  }
}

/** What follows `from` in the feed of a tenant, whole up to `to`. */
class RecentPart {
  to: string;
  private readonly entries: FeedEntry[] = [];
  private weight = 0;

  constructor(private from: string) {
    this.to = from;
  }

  add(entries: readonly FeedEntry[], to: string): void {
    this.to = to;
    this.entries.push(...entries);
    for (const entry of entries) this.weight += entry.data.length + OVERHEAD;
    if (this.weight > CHARACTERS) this.dropOldest();
  }

  find({ sessionId, intentType, types, after, limit }: FeedFilter): FeedPart | undefined {
    if (after === undefined || isBefore(after, this.from) || isBefore(this.to, after)) return undefined;
    const entries: FeedEntry[] = [];
    for (let index = this.firstAfter(after); index < this.entries.length; index += 1) {
      const entry = this.entries[index]!;
      if (sessionId !== undefined && entry.sessionId !== sessionId) continue;
      if (intentType !== undefined && entry.intentType !== intentType) continue;
      if (types && !types.includes(entry.type)) continue;
      entries.push(entry);
      if (entries.length === limit) return { entries, position: entry.position, more: true };
    }
    return { entries, position: this.to, more: false };
  }

  private firstAfter(position: string): number {
    let low = 0;
    for (let high = this.entries.length; low < high;) {
      const middle = (low + high) >> 1;
      if (isBefore(position, this.entries[middle]!.position)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Half of it, so that it is not done again at each entry. */
  private dropOldest(): void {
    let count = 0;
    for (; this.weight > CHARACTERS / 2; count += 1) this.weight -= this.entries[count]!.data.length + OVERHEAD;
    this.from = this.entries[count - 1]!.position;
    this.entries.splice(0, count);
  }
}

/** Whether a position of a feed, a transaction, a row of it and perhaps an entry before its last, comes before another. */
function isBefore(one: string, other: string): boolean {
  const [xid, place, within = Infinity] = one.split('.').map(Number);
  const [otherXid, otherPlace, otherWithin = Infinity] = other.split('.').map(Number);
  return (
    xid! < otherXid! || (xid === otherXid && (place! < otherPlace! || (place === otherPlace && within < otherWithin)))
  );
}
