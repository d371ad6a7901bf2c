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

const SESSION_IS_OPEN = `EXISTS (SELECT FROM sessions WHERE sessions.session_id = new.session_id
  AND sessions.tenant_id = new.tenant_id AND closed = 0 AND expires_at > new.created_at)`;

/** What a batch consists of. Each part costs the server something even where it is empty. */
interface Parts {
  readonly appends: boolean;
  readonly acceptances: boolean;
  /** Only with acceptances. */
  readonly keys: boolean;
  /** Only with appends. */
  readonly facts: boolean;
}

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
function textOf({ appends, acceptances, keys, facts }: Parts): string {
  let parameters = 0;
  const rows = (types: readonly ColumnType[]): string => {
    const first = parameters + 1;
    parameters += types.length;
    return unnest(types, first);
  };
  const queries: string[] = [];
  if (appends) queries.push(fenced(rows(CHANGED_TYPES)));
  if (acceptances) {
    queries.push(`new AS MATERIALIZED (
      SELECT * FROM ${rows(EXECUTION_TYPES)} AS new (${EXECUTION}, is_keyed, is_behind, entries))`);
    if (keys) queries.push(keyed(rows(KEY_TYPES)));
    queries.push(accepted(keys));
  }
  const logged = [
    ...(appends ? [`SELECT ${LOGGED} FROM fenced WHERE entries IS NOT NULL`] : []),
    ...(acceptances
      ? [`SELECT ${LOGGED} FROM new WHERE (execution_id IN (SELECT execution_id FROM accepted)) IS TRUE`]
      : []),
  ];
  queries.push(`logged AS (
      INSERT INTO appends (execution_id, sequence, tenant_id, time, entries) ${logged.join(' UNION ALL ')})`);
  if (facts) queries.push(changeFacts(rows(FACT_TYPES)));
  const made = [
    ...(appends ? ['SELECT execution_id AS id, false AS "isHeld" FROM fenced'] : []),
    ...(acceptances ? ['SELECT execution_id AS id, held = 1 AS "isHeld" FROM accepted'] : []),
  ];
  return `WITH ${queries.join(', ')} ${made.join(' UNION ALL ')}`;
}

const fenced = (rows: string): string => `fenced AS (
      UPDATE executions SET (${CHANGED}) = ROW (${CHANGED.replace(/\w+/g, 'appended.$&')})
      FROM ${rows} AS appended (${CHANGED}, execution_id, fence, entries)
      WHERE executions.execution_id = appended.execution_id AND executions.fence = appended.fence
        AND coalesce(executions.finished_at, 0) = 0
      RETURNING ${LOGGED.replace(/\w+(?=,)/g, 'executions.$&')})`;

const keyed = (rows: string): string => `keyed AS (
      INSERT INTO idempotency_keys (${KEY})
      SELECT ${KEY} FROM ${rows} AS new (${KEY}, session_id)
      WHERE ${SESSION_IS_OPEN} ORDER BY tenant_id, route, key
      ON CONFLICT DO NOTHING RETURNING execution_id)`;

const accepted = (keys: boolean): string => `accepted AS (
      INSERT INTO executions (${EXECUTION}, held)
      SELECT ${EXECUTION.replace(OWNERSHIP, NOT_IF_HELD)}, turn.held
      FROM new, LATERAL (SELECT CASE
          WHEN is_behind THEN 1
          WHEN concurrency_key IS NULL THEN 0
          ELSE (SELECT count(*) FROM (SELECT FROM executions other WHERE other.tenant_id = new.tenant_id
                  AND other.concurrency_key = new.concurrency_key AND other.finished_at IS NULL
                  ORDER BY held LIMIT 1) taken)::int END AS held OFFSET 0) AS turn
      WHERE ${SESSION_IS_OPEN}
        ${keys ? 'AND (NOT is_keyed OR execution_id IN (SELECT execution_id FROM keyed))' : ''}
      RETURNING execution_id, held)`;

/**
 * The facts that go with it, of which the last change of each counts; one without a value is deleted. Replicas whose sets
 * and deletions cross meet in a deadlock, and do it again.
 */
const changeFacts = (rows: string): string => `facts_left AS MATERIALIZED (
      SELECT DISTINCT ON (${FACT}) ${FACT}, value
      FROM ${rows} WITH ORDINALITY AS fact (${FACT}, value, execution_id, place)
      WHERE (execution_id IN (SELECT execution_id FROM fenced)) IS TRUE ORDER BY ${FACT}, place DESC
    ), facts_set AS (
      INSERT INTO facts (${FACT}, value, version)
      SELECT ${FACT}, value, 1 FROM facts_left WHERE value IS NOT NULL
      ON CONFLICT (${FACT}) DO UPDATE SET value = excluded.value, version = facts.version + 1
    ), facts_deleted AS (
      DELETE FROM facts USING facts_left AS gone
      WHERE gone.value IS NULL
        AND facts.tenant_id = gone.tenant_id AND facts.scope = gone.scope AND facts.key = gone.key)`;

/** Every statement that writes a batch, by its name, which tells its parts. */
export const WRITES: ReadonlyMap<string, Statement> = new Map(
  [
    { appends: true, acceptances: false },
    { appends: false, acceptances: true },
    { appends: true, acceptances: true },
  ].flatMap((rows) =>
    [false, true].flatMap((keys) =>
      [false, true].flatMap((facts) => {
        if ((keys && !rows.acceptances) || (facts && !rows.appends)) return [];
        const parts = { ...rows, keys, facts };
        const name = nameOf(parts);
        return [[name, { name, text: textOf(parts) }] as const];
      }),
    ),
  ),
);

function nameOf(parts: Parts): string {
  return ['write', ...Object.entries(parts).flatMap(([part, isThere]) => (isThere ? [part] : []))].join('-');
}

/**
 * The statement that writes a batch, with its values. `isBehind` says of each acceptance whether another one of its key is
 * before it in the batch.
 */
export function batchStatement(
  appends: readonly AppendRows[],
  acceptances: readonly { readonly acceptance: Acceptance; readonly isBehind: boolean }[],
): Statement {
  const changed = appends.map(({ row, entries }) => [...row, entries]);
  const executions = acceptances.map(({ acceptance: { record, entries, idempotency }, isBehind }) => [
    ...toInsertedRow(record),
    idempotency !== undefined,
    isBehind,
    toLines(entries),
  ]);
  const keys = acceptances.flatMap(({ acceptance: { record, idempotency } }) => {
    if (!idempotency) return [];
    const { tenantId, status, executionId, createdAt, sessionId } = record;
    const { route, key, bodyHash } = idempotency;
    return [[tenantId, route, key, bodyHash, status, executionId, createdAt, sessionId]];
  });
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
  const parts: Parts = {
    // Of nothing at all, it writes nothing.
    appends: changed.length > 0 || executions.length === 0,
    acceptances: executions.length > 0,
    keys: keys.length > 0,
    facts: facts.length > 0,
  };
  const values = [
    ...(parts.appends ? columnsOf(changed, CHANGED_TYPES) : []),
    ...(parts.acceptances ? columnsOf(executions, EXECUTION_TYPES) : []),
    ...(parts.keys ? columnsOf(keys, KEY_TYPES) : []),
    ...(parts.facts ? columnsOf(facts, FACT_TYPES) : []),
  ];
  return { ...WRITES.get(nameOf(parts))!, values };
}
