import type { FeedEntry } from '../execution-record.js';
import type { FeedFilter, FeedPart } from '../execution-store.js';
import type { PostgresConnection } from './postgres-connection.js';

/** How many entries of a feed are looked at in one read, so that a rare filter does not read the whole log at once. */
const FEED_WINDOW = 5_000;

/*
 * A transaction that began earlier may commit later, so that neither its number nor a sequence says what a reader has
 * seen already. What is older than every transaction under way is complete: nothing can come between it any more. The
 * order is that of the transactions, and within one that of its entries; a reader goes as far as it is complete.
 *
 * What lies in the window first, then what of it fits, then the data of that: by itself the planner may begin with every
 * execution of the session, however long ago it was. All of it is one look at the database, so that what was dropped is
 * told of with what is left.
 */
const FEED = `WITH seen AS MATERIALIZED (
    SELECT xid, position, execution_id, sequence, type FROM events
    WHERE tenant_id = $1 AND (xid, position) > ($2::xid8, $3::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, position LIMIT ${FEED_WINDOW}
  ), chosen AS MATERIALIZED (
    SELECT xid, position, execution_id, sequence, session_id, intent_type
    FROM seen CROSS JOIN LATERAL (
      SELECT session_id, intent_type FROM executions WHERE executions.execution_id = seen.execution_id OFFSET 0
    ) AS execution
    WHERE ($4::text IS NULL OR session_id = $4) AND ($5::text IS NULL OR intent_type = $5)
      AND ($6::text[] IS NULL OR type = ANY ($6))
    ORDER BY xid, position LIMIT $7
  )
  SELECT
    (SELECT xid::text || '.' || position FROM seen ORDER BY seen.xid DESC, position DESC LIMIT 1) AS "end",
    (SELECT xid::text || '.' || position FROM feed_horizons
      WHERE tenant_id = $1 AND (xid, position) > ($2::xid8, $3::bigint)) AS horizon,
    chosen.xid::text || '.' || chosen.position AS position, execution_id AS "executionId", sequence,
    tenant_id AS "tenantId", session_id AS "sessionId", intent_type AS "intentType", type, time, data
  FROM (SELECT 1) AS one LEFT JOIN (chosen JOIN events USING (execution_id, sequence)) ON true
  ORDER BY chosen.xid, chosen.position`;

/** An entry with all that a feed may be filtered by. */
export interface FeedRow extends FeedEntry {
  readonly intentType: string;
}

/** A part of a feed as it is read from the tables. */
export interface FeedRows extends FeedPart {
  readonly entries: readonly FeedRow[];
}

/** Reads a feed from the tables, as what the tenant may see. */
export async function readFeed(connection: PostgresConnection, filter: FeedFilter): Promise<FeedRows> {
  const { tenantId, sessionId, intentType, types, after, limit } = filter;
  const [xid = '0', place = '0'] = after?.split('.') ?? [];
  const rows = (await connection.query(
    FEED,
    [tenantId, xid, place, sessionId ?? null, intentType ?? null, types ?? null, limit],
    tenantId,
  )) as ({ end: string | null; horizon: string | null } & (FeedRow | { position: null }))[];
  const entries: FeedRow[] = [];
  for (const { end: _, horizon: __, ...entry } of rows) if (entry.position !== null) entries.push(entry);
  const { end, horizon } = rows[0]!;
  const position = (entries.length === limit ? entries.at(-1)!.position : end) ?? horizon ?? after;
  return { entries, ...(position !== undefined && { position }), ...(horizon !== null && { horizon }) };
}
