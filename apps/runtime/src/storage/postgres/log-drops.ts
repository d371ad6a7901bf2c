import type { DroppedLogs, LogDrop } from '../execution-store.js';
import type { Run } from './connections.js';

interface OldEntry {
  readonly xid: string;
  readonly place: number;
  readonly id: string;
  readonly time: number;
}

/** Forgets what happened long ago. Several replicas may do so at once: each passes over what another one is at. */
export async function dropLogs(run: Run, { endedBefore, after, limit }: LogDrop): Promise<DroppedLogs> {
  const [xid = '0', place = '0'] = after?.split('.') ?? [];
  const looked = await run<OldEntry>(
    {
      text: `SELECT xid::text AS xid, position AS place, execution_id AS id, time FROM appends
        WHERE (xid, position) > ($1::xid8, $2::bigint) ORDER BY xid, position LIMIT $3`,
    },
    [xid, place, limit],
  );
  const old = looked.filter(({ time }) => time < endedBefore);
  const ended = await run<{ id: string }>(
    {
      text: `SELECT execution_id AS id FROM executions WHERE execution_id = ANY ($1) AND finished_at < $2
        ORDER BY execution_id FOR UPDATE SKIP LOCKED`,
    },
    [[...new Set(old.map(({ id }) => id))], endedBefore],
  );
  const ids = ended.map(({ id }) => id);
  if (ids.length > 0) {
    await run(
      {
        text: `INSERT INTO feed_horizons (tenant_id, xid, position)
          SELECT DISTINCT ON (tenant_id) tenant_id, xid, position FROM appends WHERE execution_id = ANY ($1)
          ORDER BY tenant_id, xid DESC, position DESC
          ON CONFLICT (tenant_id) DO UPDATE SET xid = excluded.xid, position = excluded.position
            WHERE (feed_horizons.xid, feed_horizons.position) < (excluded.xid, excluded.position)`,
      },
      [ids],
    );
    await run({ text: 'DELETE FROM appends WHERE execution_id = ANY ($1)' }, [ids]);
  }
  const last = old.at(-1);
  return { dropped: ids.length, ...(old.length === limit && { position: `${last!.xid}.${last!.place}` }) };
}
