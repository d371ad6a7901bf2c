import type { FeedFilter } from '../execution-store.js';
import { FEED_WINDOW, foundRows, type FeedRow, type FoundRows } from '../sql/log-rows.js';

/*
 * A transaction that began earlier may commit later, so that neither its number nor a sequence says what a reader has
 * seen already. What is older than every transaction under way is complete: nothing can come between it any more. The
 * order is that of the transactions, and within one that of its rows; a reader goes as far as it is complete.
 *
 * What lies in the window first, then what of it fits, then the entries of that: by itself the planner may begin with every
 * execution of the session, however long ago it was. All of it is one look at the database, so that what was dropped is
 * told of with what is left. The first line of a row has the types of its entries.
 */
const FEED = `WITH seen AS MATERIALIZED (
    SELECT xid, position, execution_id, sequence,
      $6::text[] IS NULL OR $6 && string_to_array(split_part(entries, E'\n', 1), ' ') AS is_of_type
    FROM appends
    WHERE tenant_id = $1 AND (xid, position) > ($2::xid8, $3::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, position LIMIT ${FEED_WINDOW}
  ), chosen AS MATERIALIZED (
    SELECT xid, position, execution_id, sequence, session_id, intent_type
    FROM seen CROSS JOIN LATERAL (
      SELECT session_id, intent_type FROM executions WHERE executions.execution_id = seen.execution_id OFFSET 0
    ) AS execution
    WHERE ($4::text IS NULL OR session_id = $4) AND ($5::text IS NULL OR intent_type = $5) AND is_of_type
    ORDER BY xid, position LIMIT $7
  )
  SELECT
    (SELECT xid::text || '.' || position FROM seen ORDER BY seen.xid DESC, position DESC LIMIT 1) AS "end",
    (SELECT count(*) FROM seen) AS looked,
    (SELECT xid::text || '.' || position FROM feed_horizons
      WHERE tenant_id = $1 AND (xid, position) > ($2::xid8, $3::bigint)) AS horizon,
    chosen.xid::text || '.' || chosen.position AS position, execution_id AS "executionId", sequence,
    tenant_id AS "tenantId", session_id AS "sessionId", intent_type AS "intentType", entries
  FROM (SELECT 1) AS one LEFT JOIN (chosen JOIN appends USING (execution_id, sequence)) ON true
  ORDER BY chosen.xid, chosen.position`;

/** Asks the database as somebody who may see what is the tenant's. */
export type AskForTenant = (sql: string, parameters: readonly unknown[], tenantId: string) => Promise<unknown[]>;

/** Reads a feed from the tables. */
export async function readFeed(ask: AskForTenant, filter: FeedFilter): Promise<FoundRows> {
  const { tenantId, sessionId, intentType, types, after, limit } = filter;
  const [xid = '0', place = '0', within] = after?.split('.') ?? [];
  // A row that was begun is read once more.
  const from = within === undefined ? place : String(BigInt(place) - 1n);
  const answer = (await ask(
    FEED,
    [tenantId, xid, from, sessionId ?? null, intentType ?? null, types ?? null, limit],
    tenantId,
  )) as (Looked & (FeedRow | { position: null }))[];
  const rows: FeedRow[] = [];
  for (const { end: _, looked: __, horizon: ___, ...row } of answer) if (row.position !== null) rows.push(row);
  const { end: last, looked, horizon } = answer[0]!;
  return { ...foundRows(rows, limit, last, looked), ...(horizon !== null && { horizon }) };
}

/** What each row says of the whole. */
interface Looked {
  readonly end: string | null;
  readonly looked: number;
  readonly horizon: string | null;
}
