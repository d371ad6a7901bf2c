import type { RealmChange } from '../execution-store.js';
import type { AppendRows } from '../sql/execution-rows.js';
import { EVENT_COLUMNS, EVENT_TYPES } from './acceptance-batch.js';
import { columnsOf, unnest } from './columns.js';
import type { ConcurrencyKeys } from './concurrency-keys.js';
import type { Run, Statement } from './database-pool.js';
import { changeRealmData } from './realm-changes.js';

const CHANGED =
  'status, pause_reason, blocked_on, wake_at, completed_steps, current_step, result, error, residual_effects, ' +
  'sequence, updated_at, finished_at, owner, runs';
const TYPES = 'text text text int8 int text text text text int int8 int8 text int text int'.split(' ');

/** Where the fence holds, and there alone, the row is changed and the events are appended. */
const APPEND: Statement = {
  name: 'append',
  text: `WITH fenced AS (
      UPDATE executions SET (${CHANGED}) = ROW (${CHANGED.split(', ')
        .map((column) => `appended.${column}`)
        .join(', ')})
      FROM ${unnest(TYPES)} AS appended (${CHANGED}, execution_id, fence)
      WHERE executions.execution_id = appended.execution_id AND executions.fence = appended.fence
        AND executions.finished_at IS NULL
      RETURNING executions.execution_id
    ), logged AS (
      INSERT INTO events (${EVENT_COLUMNS})
      SELECT ${EVENT_COLUMNS} FROM ${unnest(EVENT_TYPES, TYPES.length + 1)} AS event (${EVENT_COLUMNS})
      WHERE execution_id IN (SELECT execution_id FROM fenced) ORDER BY execution_id, sequence
    )
    SELECT execution_id AS id FROM fenced`,
};

/** Appends of one batch: whether each was made. An execution stands in it once. */
export async function appendAll(run: Run, appends: readonly AppendRows[], keys: ConcurrencyKeys): Promise<boolean[]> {
  if (appends.length === 0) return [];
  const sorted = appends.toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
  const rows = sorted.map(({ row }) => row);
  const events = sorted.flatMap(({ entries }) => entries);
  const values = [...columnsOf(rows, TYPES.length), ...columnsOf(events, EVENT_TYPES.length)];
  const made = new Set((await run<{ id: string }>(APPEND, values)).map(({ id }) => id));
  const held = sorted.filter((append) => made.has(idOf(append)));
  const changes = held.flatMap(({ tenantId, changes: own }) =>
    own.map((change): [string, RealmChange] => [tenantId, change]),
  );
  await changeRealmData(run, changes);
  await keys.passOn(
    run,
    held.map(({ tenantId, freedKey }) => ({ tenantId, concurrencyKey: freedKey })),
  );
  return appends.map((append) => made.has(idOf(append)));
}

/** The execution that an append is to. */
export function idOf({ row }: AppendRows): string {
  return row.at(-2) as string;
}
