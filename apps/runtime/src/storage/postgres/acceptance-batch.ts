import type { ExecutionStatus } from '@app/intent-contracts';
import type { Acceptance, AcceptanceResult } from '../execution-store.js';
import { toEventRows, toInsertedRow } from '../sql/execution-rows.js';
import { columnsOf, unnest } from './columns.js';
import type { ConcurrencyKeys } from './concurrency-keys.js';
import type { Run, Statement } from './database-pool.js';

const COLUMNS =
  'execution_id, tenant_id, session_id, intent_type, realm, handler_version, concurrency_key, retry_of, status, ' +
  'pause_reason, blocked_on, wake_at, completed_steps, current_step, result, error, residual_effects, sequence, ' +
  'created_at, updated_at, finished_at, owner, fence, runs';
const TYPES =
  'text text text text text int text text text text text int8 int text text text text int int8 int8 int8 text int int'.split(
    ' ',
  );
export const EVENT_COLUMNS = 'execution_id, sequence, tenant_id, type, time, data';
export const EVENT_TYPES = ['text', 'int', 'text', 'text', 'int8', 'text'];
const EVENTS_FROM = TYPES.length + 2;

/** Whose session is open are inserted with their first events; the others are told apart afterwards. */
const INSERT: Statement = {
  name: 'accept',
  text: `WITH accepted AS (
      INSERT INTO executions (${COLUMNS}, held)
      SELECT ${COLUMNS},
        CASE WHEN behind THEN 1
             WHEN concurrency_key IS NULL THEN 0
             ELSE (SELECT count(*) FROM (SELECT FROM executions other WHERE other.tenant_id = new.tenant_id
                     AND other.concurrency_key = new.concurrency_key AND other.finished_at IS NULL LIMIT 1) taken)::int END
      FROM ${unnest([...TYPES, 'bool'])} AS new (${COLUMNS}, behind)
      WHERE EXISTS (SELECT FROM sessions WHERE sessions.session_id = new.session_id AND sessions.tenant_id = new.tenant_id
                      AND closed = 0 AND expires_at > new.created_at)
      RETURNING execution_id
    ), logged AS (
      INSERT INTO events (${EVENT_COLUMNS})
      SELECT ${EVENT_COLUMNS} FROM ${unnest(EVENT_TYPES, EVENTS_FROM)} AS event (${EVENT_COLUMNS})
      WHERE execution_id IN (SELECT execution_id FROM accepted) ORDER BY execution_id, sequence
    )
    SELECT execution_id AS id FROM accepted`,
};

const INSERT_KEYS: Statement = {
  name: 'accept-keys',
  text: `INSERT INTO idempotency_keys (tenant_id, route, key, body_hash, status, execution_id, created_at)
    SELECT * FROM ${unnest(['text', 'text', 'text', 'text', 'text', 'text', 'int8'])}
    ON CONFLICT DO NOTHING RETURNING execution_id AS id`,
};

const FIND_KEYS: Statement = {
  text: `SELECT tenant_id, route, key, body_hash, status, execution_id FROM idempotency_keys
    JOIN ${unnest(['text', 'text', 'text'])} AS asked (tenant_id, route, key) USING (tenant_id, route, key)`,
};

interface KeyRow {
  tenant_id: string;
  route: string;
  key: string;
  body_hash: string;
  status: string;
  execution_id: string;
}

interface SessionRow {
  session_id: string;
  tenant_id: string;
  closed: number;
  expires_at: number;
}

/** Acceptances of one batch, each made whole or not at all. What several replicas may want at once is taken in one order. */
export class AcceptanceBatch {
  private readonly results = new Map<Acceptance, AcceptanceResult>();

  constructor(
    private readonly run: Run,
    private readonly acceptances: readonly Acceptance[],
    private readonly keys: ConcurrencyKeys,
  ) {}

  /** The results, in the order of the acceptances. */
  async write(): Promise<AcceptanceResult[]> {
    await this.takeIdempotencyKeys();
    await this.lockArtifacts();
    await this.insert();
    await this.claimArtifacts();
    await this.giveBackKeys();
    return this.acceptances.map((acceptance) => this.results.get(acceptance)!);
  }

  /** Without a result so far. */
  private get open(): Acceptance[] {
    return this.acceptances.filter((acceptance) => !this.results.has(acceptance));
  }

  /** Inserted first, so that of many at once with the same key one gets it and the others wait for its commit. */
  private async takeIdempotencyKeys(): Promise<void> {
    const keyed = this.acceptances
      .filter(({ idempotency }) => idempotency !== undefined)
      .toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
    if (keyed.length === 0) return;
    const rows = keyed.map(({ record, idempotency }) => {
      const { route, key, bodyHash } = idempotency!;
      return [record.tenantId, route, key, bodyHash, record.status, record.executionId, record.createdAt];
    });
    const inserted = new Set((await this.run<{ id: string }>(INSERT_KEYS, columnsOf(rows, 7))).map(({ id }) => id));
    const others = keyed.filter(({ record }) => !inserted.has(record.executionId));
    if (others.length === 0) return;
    const asked = others.map(({ record, idempotency }) => [record.tenantId, idempotency!.route, idempotency!.key]);
    const found = await this.run<KeyRow>(FIND_KEYS, columnsOf(asked, 3));
    const byPlace = new Map(found.map((row) => [placeIn(row.tenant_id, row.route, row.key), row]));
    for (const acceptance of others) this.results.set(acceptance, known(acceptance, byPlace.get(placeOf(acceptance))!));
  }

  /** Held until the commit, so that the sweeper of staged bytes does not come between. */
  private async lockArtifacts(): Promise<void> {
    const named = this.open.flatMap(({ artifactIds }) => artifactIds);
    if (named.length === 0) return;
    const found = await this.run<{ id: string; tenant: string | null; staged: number }>(
      {
        text: `SELECT artifact_id AS id, tenant_id AS tenant, staged FROM artifacts
          WHERE artifact_id = ANY ($1) ORDER BY artifact_id FOR UPDATE`,
      },
      [named],
    );
    const artifacts = new Map(found.map((row) => [row.id, row]));
    for (const acceptance of this.open) {
      const artifactId = acceptance.artifactIds.find((id) => {
        const artifact = artifacts.get(id);
        const isFree = artifact?.staged === 1 && artifact.tenant === null;
        return !artifact || (!isFree && artifact.tenant !== acceptance.record.tenantId);
      });
      if (artifactId !== undefined) this.results.set(acceptance, { outcome: 'artifact_not_found', artifactId });
    }
  }

  private async insert(): Promise<void> {
    const { open } = this;
    if (open.length === 0) return;
    const rows = open.map(({ record }) => [...toInsertedRow(record), this.keys.isBehind(record)]);
    const events = open.flatMap(({ record, entries }) => toEventRows(record, entries));
    const values = [...columnsOf(rows, TYPES.length + 1), ...columnsOf(events, EVENT_TYPES.length)];
    const inserted = new Set((await this.run<{ id: string }>(INSERT, values)).map(({ id }) => id));
    for (const acceptance of open) {
      if (inserted.has(acceptance.record.executionId)) this.results.set(acceptance, { outcome: 'accepted' });
    }
    if (this.open.length > 0) await this.explainRefusals();
  }

  private async explainRefusals(): Promise<void> {
    const { open } = this;
    const sessions = await this.run<SessionRow>(
      { text: 'SELECT session_id, tenant_id, closed, expires_at FROM sessions WHERE session_id = ANY ($1)' },
      [open.map(({ record }) => record.sessionId)],
    );
    for (const acceptance of open) {
      const { sessionId, tenantId } = acceptance.record;
      const session = sessions.find((row) => row.session_id === sessionId && row.tenant_id === tenantId);
      this.results.set(acceptance, { outcome: session ? 'session_closed' : 'session_not_found' });
    }
    // Of those of one key the first may have been refused, and the next be held behind nobody.
    await this.keys.passOn(
      this.run,
      open.map(({ record }) => record),
    );
  }

  private async claimArtifacts(): Promise<void> {
    const uses = this.acceptances
      .filter((acceptance) => this.results.get(acceptance)?.outcome === 'accepted')
      .flatMap(({ record, artifactIds }) =>
        artifactIds.map((id) => [id, record.executionId, record.tenantId, record.sessionId]),
      );
    if (uses.length === 0) return;
    const columns = columnsOf(uses, 4);
    const use = `${unnest(['text', 'text', 'text', 'text'])} AS use (artifact_id, execution_id, tenant_id, session_id)`;
    await this.run(
      {
        text: `UPDATE artifacts SET staged = 0, tenant_id = use.tenant_id, session_id = use.session_id,
            execution_id = use.execution_id
          FROM ${use} WHERE artifacts.artifact_id = use.artifact_id AND staged = 1`,
      },
      columns,
    );
    await this.run(
      {
        text: `INSERT INTO artifact_uses (artifact_id, execution_id) SELECT artifact_id, execution_id FROM ${use}
          ON CONFLICT DO NOTHING`,
      },
      columns,
    );
  }

  /** Of what was refused nothing is left behind: the same request succeeds where it may. */
  private async giveBackKeys(): Promise<void> {
    const refused = this.acceptances.filter((acceptance) => {
      const { outcome } = this.results.get(acceptance)!;
      return acceptance.idempotency && outcome !== 'accepted' && outcome !== 'replayed' && outcome !== 'key_reused';
    });
    if (refused.length === 0) return;
    const rows = refused.map(({ record, idempotency }) => [
      record.tenantId,
      idempotency!.route,
      idempotency!.key,
      record.executionId,
    ]);
    await this.run(
      {
        text: `DELETE FROM idempotency_keys WHERE (tenant_id, route, key, execution_id) IN (
          SELECT * FROM ${unnest(['text', 'text', 'text', 'text'])})`,
      },
      columnsOf(rows, 4),
    );
  }
}

function known({ record, idempotency }: Acceptance, row: KeyRow): AcceptanceResult {
  // The commit was made although it seemed to fail, and its batch is written once more.
  if (row.execution_id === record.executionId) return { outcome: 'accepted' };
  if (row.body_hash !== idempotency!.bodyHash) return { outcome: 'key_reused' };
  return { outcome: 'replayed', executionId: row.execution_id, status: row.status as ExecutionStatus };
}

const placeIn = (...place: string[]): string => JSON.stringify(place);
const placeOf = ({ record, idempotency }: Acceptance): string =>
  placeIn(record.tenantId, idempotency!.route, idempotency!.key);
