import type { Acceptance } from '../execution-store.js';
import { idOf, toInsertedRow, type AppendRows } from '../sql/execution-rows.js';
import { toLines } from '../sql/log-rows.js';
import { columnsOf, unnest, type ColumnType } from './columns.js';
import type { Statement } from './connections.js';
import { isFactChange } from './realm-changes.js';

const typesOf = (types: string): ColumnType[] => types.split(' ') as ColumnType[];

const CHANGED =
  'status, pause_reason, blocked_on, wake_at, completed_steps, current_step, result, error, residual_effects, ' +
  'sequence, updated_at, finished_at, owner, runs';
const CHANGED_TYPES = typesOf('text text text int8 int text text text text int int8 int8 text int text int text');

const EXECUTION =
  'execution_id, tenant_id, session_id, intent_type, realm, handler_version, concurrency_key, retry_of, status, ' +
  'pause_reason, blocked_on, wake_at, completed_steps, current_step, result, error, residual_effects, sequence, ' +
  'created_at, updated_at, finished_at, owner, fence, runs';
const EXECUTION_TYPES = typesOf(
  'text text text text text int text text text text text int8 int text text text text int int8 int8 int8 text int int ' +
    'bool bool text',
);

/** One that has to wait for its key is nobody's. */
const OWNERSHIP = 'owner, fence, runs';
const NOT_IF_HELD = `CASE WHEN turn.held = 0 THEN owner END, CASE WHEN turn.held = 0 THEN fence ELSE 0 END,
  CASE WHEN turn.held = 0 THEN runs ELSE 0 END`;

const KEY = 'tenant_id, route, key, body_hash, status, execution_id, created_at';
const KEY_TYPES = typesOf('text text text text text text int8 text');

const LOGGED = 'execution_id, sequence, tenant_id, updated_at, entries';

const FACT = 'tenant_id, scope, key';
const FACT_TYPES = typesOf('text text text text text');

const KEYS_FROM = CHANGED_TYPES.length + 1;
const EXECUTIONS_FROM = KEYS_FROM + KEY_TYPES.length;
const FACTS_FROM = EXECUTIONS_FROM + EXECUTION_TYPES.length;

const SESSION_IS_OPEN = `EXISTS (SELECT FROM sessions WHERE sessions.session_id = new.session_id
  AND sessions.tenant_id = new.tenant_id AND closed = 0 AND expires_at > new.created_at)`;

/**
 * Everything of a batch in one statement, which is a transaction by itself where nothing else belongs to it: one round
 * trip, and no lock is held while anybody thinks. Where the fence holds, and there alone, a row is changed and its
 * log goes on. Where the session is open and the key is new, and there alone, an execution is inserted; of many
 * at once with the same key one inserts it, and the others wait for its commit.
 *
 * Some of it is said in a roundabout way, for the planner: few of all executions are unfinished, so it would rather look
 * through those for each row of the batch than look each up. `coalesce` is in no index, and `ORDER BY held` in the right
 * one. What was accepted is asked of a hash; `IS TRUE` keeps it from being planned as a join of each with each.
 */
const WRITE = `WITH fenced AS (
      UPDATE executions SET (${CHANGED}) = ROW (${CHANGED.replace(/\w+/g, 'appended.$&')})
      FROM ${unnest(CHANGED_TYPES)} AS appended (${CHANGED}, execution_id, fence, entries)
      WHERE executions.execution_id = appended.execution_id AND executions.fence = appended.fence
        AND coalesce(executions.finished_at, 0) = 0
      RETURNING ${LOGGED.replace(/\w+(?=,)/g, 'executions.$&')}
    ), new AS MATERIALIZED (
      SELECT * FROM ${unnest(EXECUTION_TYPES, EXECUTIONS_FROM)}
        AS new (${EXECUTION}, is_keyed, is_behind, entries)
    ), keyed AS (
      INSERT INTO idempotency_keys (${KEY})
      SELECT ${KEY} FROM ${unnest(KEY_TYPES, KEYS_FROM)} AS new (${KEY}, session_id)
      WHERE ${SESSION_IS_OPEN} ORDER BY tenant_id, route, key
      ON CONFLICT DO NOTHING RETURNING execution_id
    ), accepted AS (
      INSERT INTO executions (${EXECUTION}, held)
      SELECT ${EXECUTION.replace(OWNERSHIP, NOT_IF_HELD)}, turn.held
      FROM new, LATERAL (SELECT CASE
          WHEN is_behind THEN 1
          WHEN concurrency_key IS NULL THEN 0
          ELSE (SELECT count(*) FROM (SELECT FROM executions other WHERE other.tenant_id = new.tenant_id
                  AND other.concurrency_key = new.concurrency_key AND other.finished_at IS NULL
                  ORDER BY held LIMIT 1) taken)::int END AS held OFFSET 0) AS turn
      WHERE (NOT is_keyed OR execution_id IN (SELECT execution_id FROM keyed)) AND ${SESSION_IS_OPEN}
      RETURNING execution_id, held
    ), logged AS (
      INSERT INTO appends (execution_id, sequence, tenant_id, time, entries)
      SELECT ${LOGGED} FROM fenced WHERE entries IS NOT NULL
      UNION ALL SELECT ${LOGGED} FROM new WHERE (execution_id IN (SELECT execution_id FROM accepted)) IS TRUE
    )`;

/**
 * The facts that go with it, of which the last change of each counts; one without a value is deleted. In every statement
 * they would cost those without them, too. Replicas whose sets and deletions cross meet in a deadlock, and do it again.
 */
const CHANGE_FACTS = `, facts_left AS MATERIALIZED (
      SELECT DISTINCT ON (${FACT}) ${FACT}, value
      FROM ${unnest(FACT_TYPES, FACTS_FROM)} WITH ORDINALITY AS fact (${FACT}, value, execution_id, place)
      WHERE (execution_id IN (SELECT execution_id FROM fenced)) IS TRUE ORDER BY ${FACT}, place DESC
    ), facts_set AS (
      INSERT INTO facts (${FACT}, value, version)
      SELECT ${FACT}, value, 1 FROM facts_left WHERE value IS NOT NULL
      ON CONFLICT (${FACT}) DO UPDATE SET value = excluded.value, version = facts.version + 1
    ), facts_deleted AS (
      DELETE FROM facts USING facts_left AS gone
      WHERE gone.value IS NULL
        AND facts.tenant_id = gone.tenant_id AND facts.scope = gone.scope AND facts.key = gone.key
    )`;

const MADE = `SELECT execution_id AS id, false AS "isHeld" FROM fenced
  UNION ALL SELECT execution_id, held = 1 FROM accepted`;

export const WRITE_BATCH: Statement = { name: 'write-batch', text: `${WRITE} ${MADE}` };
export const WRITE_BATCH_WITH_FACTS: Statement = {
  name: 'write-batch-with-facts',
  text: `${WRITE}${CHANGE_FACTS} ${MADE}`,
};

/**
 * The statement that writes a batch, with its values. `isBehind` says of each acceptance whether another one of its key is
 * before it in the batch.
 */
export function batchStatement(
  appends: readonly AppendRows[],
  acceptances: readonly { readonly acceptance: Acceptance; readonly isBehind: boolean }[],
): Statement {
  const keys = acceptances.flatMap(({ acceptance: { record, idempotency } }) => {
    if (!idempotency) return [];
    const { tenantId, status, executionId, createdAt, sessionId } = record;
    const { route, key, bodyHash } = idempotency;
    return [[tenantId, route, key, bodyHash, status, executionId, createdAt, sessionId]];
  });
  const executions = acceptances.map(({ acceptance: { record, entries, idempotency }, isBehind }) => [
    ...toInsertedRow(record),
    idempotency !== undefined,
    isBehind,
    toLines(entries),
  ]);
  const values = [
    ...columnsOf(
      appends.map(({ row, entries }) => [...row, entries]),
      CHANGED_TYPES,
    ),
    ...columnsOf(keys, KEY_TYPES),
    ...columnsOf(executions, EXECUTION_TYPES),
  ];
  const facts = appends.flatMap((append) =>
    append.changes
      .filter(isFactChange)
      .map((change) => [
        append.tenantId,
        change.scope,
        change.key,
        change.kind === 'fact.set' ? change.value : null,
        idOf(append),
      ]),
  );
  if (facts.length === 0) return { ...WRITE_BATCH, values };
  return { ...WRITE_BATCH_WITH_FACTS, values: [...values, ...columnsOf(facts, FACT_TYPES)] };
}
