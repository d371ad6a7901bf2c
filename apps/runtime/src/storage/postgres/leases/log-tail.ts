import type { Clock } from '../../../determinism/clock.js';
import type { CommitSignal } from '../../commit-signal.js';
import type { DatabasePool } from '../database-pool.js';

/** How often the log is looked at when nobody hints at it. */
const LOOK_MS = 250;

const GROWN = `SELECT gate.xmin::text AS xmin, ARRAY(
    SELECT DISTINCT execution_id FROM events WHERE xid >= $1::xid8 AND xid < gate.xmin) AS ids
  FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin) AS gate`;

/**
 * Follows the log of all replicas and says which executions have grown, as soon as that is complete: whoever watches
 * one, or a feed, then reads it. It reads nothing while nobody watches.
 */
export class LogTail {
  /** What is older has been told of; undefined while nobody watches. */
  private seen: string | undefined;
  private stopped = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly pool: DatabasePool,
    private readonly clock: Clock,
    private readonly signal: CommitSignal,
  ) {}

  async follow(): Promise<void> {
    while (!this.stopped) {
      // What cannot be read now is read at the next look.
      await this.look().catch(() => (this.seen = undefined));
      const timer = this.clock.timer(LOOK_MS);
      this.wake = timer.cancel;
      await timer.over;
    }
  }

  /** To be called when the log has grown. */
  hint(): void {
    if (this.signal.isWatched) this.wake();
  }

  stop(): void {
    this.stopped = true;
    this.wake();
  }

  private async look(): Promise<void> {
    if (!this.signal.isWatched) {
      this.seen = undefined;
      return;
    }
    const [grown] = (await this.pool.query(GROWN, [this.seen ?? '9223372036854775807'])) as {
      xmin: string;
      ids: string[];
    }[];
    // Whoever began to watch while nothing was followed may have missed what came before.
    if (this.seen === undefined) this.signal.lookAgain();
    this.seen = grown!.xmin;
    for (const executionId of grown!.ids) this.signal.committed(executionId);
  }
}
