import type { Run } from '../connections.js';
import { READY } from './claims.js';
import { LOCK_CLASS } from './replica-session.js';

/** Another replica as the database sees it. */
export interface Seen {
  readonly id: string;
  /** Whether its lease is over, by the clock of the database. */
  readonly expired: boolean;
  /** Whether the connection that holds its lock is there. */
  readonly connected: boolean;
}

/** All replicas but the given one. */
export const SEE_OTHERS = `SELECT replica_id AS id, lease_until < clock_timestamp() AS expired,
    EXISTS (SELECT FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND classid = ${LOCK_CLASS}::oid AND objid = lock_id::oid
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS connected
  FROM replicas WHERE replica_id <> $1`;

/**
 * Gives up what dead replicas hold, and whatever is held by one that nobody knows. The raised fence refuses whatever they
 * still try to write.
 */
export async function sweep(run: Run, dead: readonly string[]): Promise<number> {
  await run({ text: 'DELETE FROM replicas WHERE replica_id = ANY ($1)' }, [dead]);
  const released = await run({
    text: `UPDATE executions SET owner = NULL, fence = fence + 1
      WHERE owner IS NOT NULL AND finished_at IS NULL AND owner NOT IN (SELECT replica_id FROM replicas) RETURNING 1`,
  });
  return released.length;
}

/** What nobody holds and may have brought its processes down, oldest first. */
export async function suspects(run: Run, suspectFrom: number): Promise<string[]> {
  const found = await run<{ id: string }>(
    {
      text: `SELECT execution_id AS id FROM executions
        WHERE ${READY} AND runs >= $1 ORDER BY execution_id`,
    },
    [suspectFrom],
  );
  return found.map(({ id }) => id);
}
