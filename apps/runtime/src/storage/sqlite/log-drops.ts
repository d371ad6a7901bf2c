import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { DroppedLogs, LogDrop } from '../execution-store.js';

interface OldEntry {
  readonly position: number;
  readonly executionId: string;
  readonly time: number;
}

/** Forgets what happened long ago; to be called inside the batch's transaction. */
export class LogDrops {
  private readonly look;
  private readonly ended;
  private readonly moveHorizons;
  private readonly drop;

  constructor(db: DatabaseSyncInstance) {
    this.look = db.prepare(
      `SELECT position, execution_id AS executionId, time FROM appends WHERE position > ? ORDER BY position LIMIT ?`,
    );
    this.ended = db.prepare(
      `SELECT execution_id AS id FROM executions
       WHERE execution_id IN (SELECT value FROM json_each(?)) AND finished_at < ?`,
    );
    this.moveHorizons = db.prepare(
      `INSERT INTO feed_horizons (tenant_id, position)
       SELECT tenant_id, max(position) FROM appends WHERE execution_id IN (SELECT value FROM json_each(?)) GROUP BY tenant_id
       ON CONFLICT (tenant_id) DO UPDATE SET position = max(position, excluded.position)`,
    );
    this.drop = db.prepare(`DELETE FROM appends WHERE execution_id IN (SELECT value FROM json_each(?))`);
  }

  dropLogs({ endedBefore, after, limit }: LogDrop): DroppedLogs {
    const looked = this.look.all(Number(after ?? 0), limit) as unknown as OldEntry[];
    const old = looked.filter(({ time }) => time < endedBefore);
    const candidates = JSON.stringify([...new Set(old.map(({ executionId }) => executionId))]);
    const dropped = this.ended.all(candidates, endedBefore).map((row) => (row as { id: string }).id);
    if (dropped.length > 0) {
      const ids = JSON.stringify(dropped);
      this.moveHorizons.run(ids);
      this.drop.run(ids);
    }
    const isMore = old.length === limit;
    return { dropped: dropped.length, ...(isMore && { position: String(old.at(-1)!.position) }) };
  }
}
