import type { Clock } from '../../../determinism/clock.js';
import type { CommitSignal, Grown } from '../../commit-signal.js';
import type { DatabasePool } from '../database-pool.js';
import type { RecentFeed } from '../recent-feed.js';

/** How often the log is looked at when nobody hints at it. */
const LOOK_MS = 250;
/** How long after a look the next one is, however many hints there are: one look finds what all of them hint at. */
const REST_MS = 15;

const GROWN = `SELECT gate.xmin::text AS xmin, (
    SELECT coalesce(json_agg(json_build_object(
        'executionId', execution_id, 'sessionId', session_id, 'tenantId', tenant_id)), '[]')
      FROM executions WHERE execution_id IN (
        SELECT execution_id FROM appends WHERE xid >= $1::xid8 AND xid < gate.xmin)) AS grown
  FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin) AS gate`;

/**
 * Follows the log of all replicas and says which executions have grown, as soon as that is complete: whoever watches
 * one, or a feed, then reads it. It reads nothing while nobody watches.
 */
export class LogTail {
  /** What is older has been told of; undefined while nobody watches. */
  private seen: string | undefined;
  private stopped = false;
  private hinted = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly pool: DatabasePool,
    private readonly clock: Clock,
    private readonly signal: CommitSignal,
    private readonly recent: RecentFeed,
    /** Whether there are other replicas: what this one carries out itself is signalled when it commits. */
    private readonly hasOthers: () => boolean,
  ) {}

  async follow(): Promise<void> {
    while (!this.stopped) {
      // What cannot be read now is read at the next look.
      this.hinted = false;
      await this.look().catch(() => this.forget());
      await this.clock.sleep(REST_MS);
      if (this.hinted) continue;
      const timer = this.clock.timer(LOOK_MS);
      this.wake = timer.cancel;
      await timer.over;
    }
  }

  /** To be called when the log has grown. */
  hint(): void {
    if (!this.isNeeded) return;
    this.hinted = true;
    this.wake();
  }

  stop(): void {
    this.stopped = true;
    this.wake();
  }

  /** A feed is complete only some time after a commit, even of one's own. */
  private get isNeeded(): boolean {
    return this.signal.isFeedWatched || (this.signal.isWatched && this.hasOthers());
  }

  private async look(): Promise<void> {
    if (!this.isNeeded) return this.forget();
    const [found] = (await this.pool.query(GROWN, [this.seen ?? '9223372036854775807'])) as {
      xmin: string;
      grown: Grown[];
    }[];
    // Whoever began to watch while nothing was followed may have missed what came before.
    if (this.seen === undefined) this.signal.lookAgain();
    else await this.readFeeds(found!.grown, `${this.seen}.0`);
    this.seen = found!.xmin;
    for (const grown of found!.grown) {
      if (this.hasOthers()) this.signal.executionGrown(grown);
      this.signal.feedGrown(grown);
    }
  }

  /** Reads what has grown once, before all who follow it do. */
  private async readFeeds(grown: readonly Grown[], from: string): Promise<void> {
    const isFollowed = new Map<string, boolean>();
    for (const one of grown) {
      isFollowed.set(one.tenantId, isFollowed.get(one.tenantId) === true || this.signal.isFeedWatchedOf(one));
    }
    for (const [tenantId, followed] of isFollowed) {
      if (followed) await this.recent.extend(tenantId, from);
      else this.recent.forget(tenantId);
    }
  }

  private forget(): void {
    this.seen = undefined;
    this.recent.forgetAll();
  }
}
