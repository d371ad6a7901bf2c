import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { ExecutionStatus } from '@app/intent-contracts';
import type { Selectable } from 'kysely';
import { NOT_OWNED } from '../execution-record.js';
import type { Acceptance, AcceptanceResult, RealmChange } from '../execution-store.js';
import type { Database } from '../sql/database.js';
import { idOf, toInsertedRow, type AppendRows } from '../sql/execution-rows.js';
import { toLines } from '../sql/log-rows.js';
import type { StoreWrites } from '../sql/store-writes.js';
import { ConcurrencyKeys } from './concurrency-keys.js';
import { LineageWrites } from './lineage-writes.js';

type KeyRow = Selectable<Database['idempotency_keys']> & { owner: string | null };
type SessionRow = Selectable<Database['sessions']>;

/** The writes of executions as prepared statements; to be called inside the batch's transaction. */
export class ExecutionWrites implements Pick<StoreWrites, 'accept' | 'append'> {
  private readonly insertKey;
  private readonly findKey;
  private readonly findSession;
  private readonly findArtifact;
  private readonly claimArtifact;
  private readonly insertUse;
  private readonly insertExecution;
  private readonly updateExecution;
  private readonly insertLogRow;
  private readonly setFact;
  private readonly deleteFact;
  private readonly describeArtifact;
  private readonly lineage;
  private readonly keys;

  constructor(db: DatabaseSyncInstance) {
    this.insertKey = db.prepare(
      'INSERT INTO idempotency_keys (tenant_id, route, key, body_hash, status, execution_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.findKey = db.prepare(
      `SELECT body_hash, used.status, execution_id, owner
       FROM idempotency_keys AS used LEFT JOIN executions USING (execution_id)
       WHERE used.tenant_id = ? AND route = ? AND key = ?`,
    );
    this.findSession = db.prepare('SELECT closed, expires_at FROM sessions WHERE session_id = ? AND tenant_id = ?');
    this.findArtifact = db.prepare(
      'SELECT 1 FROM artifacts WHERE artifact_id = ? AND (tenant_id = ? OR (staged = 1 AND tenant_id IS NULL))',
    );
    this.claimArtifact = db.prepare(
      'UPDATE artifacts SET staged = 0, tenant_id = ?, session_id = ?, execution_id = ? WHERE artifact_id = ? AND staged = 1',
    );
    this.insertUse = db.prepare(
      'INSERT INTO artifact_uses (artifact_id, execution_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
    );
    this.insertExecution = db.prepare(
      `INSERT INTO executions (execution_id, tenant_id, session_id, intent_type, realm, handler_version, concurrency_key,
         retry_of, status, pause_reason, blocked_on, wake_at, completed_steps, current_step, result, error,
         residual_effects, sequence, created_at, updated_at, finished_at, owner, fence, runs, held)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.updateExecution = db.prepare(
      `UPDATE executions SET status = ?, pause_reason = ?, blocked_on = ?, wake_at = ?, completed_steps = ?,
         current_step = ?, result = ?, error = ?, residual_effects = ?, sequence = ?, updated_at = ?, finished_at = ?,
         owner = ?, runs = ?
       WHERE execution_id = ? AND fence = ? AND finished_at IS NULL`,
    );
    this.insertLogRow = db.prepare(
      `INSERT INTO appends (execution_id, sequence, tenant_id, time, entries)
       SELECT execution_id, sequence, tenant_id, updated_at, ? FROM executions WHERE execution_id = ?`,
    );
    this.setFact = db.prepare(
      `INSERT INTO facts (tenant_id, scope, key, value, version) VALUES (?, ?, ?, ?, 1)
       ON CONFLICT DO UPDATE SET value = excluded.value, version = version + 1`,
    );
    this.deleteFact = db.prepare('DELETE FROM facts WHERE tenant_id = ? AND scope = ? AND key = ?');
    this.describeArtifact = db.prepare(
      `UPDATE artifacts SET kind = coalesce(?, kind), media_type = coalesce(?, media_type), filename = coalesce(?, filename)
       WHERE artifact_id = ? AND tenant_id = ? AND staged = 0`,
    );
    this.lineage = new LineageWrites(db);
    this.keys = new ConcurrencyKeys(db);
  }

  /**
   * Everything is looked up before anything is written, so that a refusal leaves nothing behind. With one writer and
   * `BEGIN IMMEDIATE` nobody can come between the two.
   */
  accept({ record, entries, idempotency, artifactIds }: Acceptance): AcceptanceResult {
    const { executionId, tenantId, sessionId, createdAt } = record;
    if (idempotency) {
      const former = this.findKey.get(tenantId, idempotency.route, idempotency.key) as KeyRow | undefined;
      // The commit was made although it seemed to fail, and its batch is written once more.
      if (former?.execution_id === executionId) {
        return { outcome: 'accepted', ...(former.owner !== record.owner && { isHeld: true }) };
      }
      if (former && former.body_hash !== idempotency.bodyHash) return { outcome: 'key_reused' };
      if (former) {
        return { outcome: 'replayed', executionId: former.execution_id, status: former.status as ExecutionStatus };
      }
    }
    const session = this.findSession.get(sessionId, tenantId) as SessionRow | undefined;
    if (!session) return { outcome: 'session_not_found' };
    if (session.closed === 1 || session.expires_at <= createdAt) return { outcome: 'session_closed' };
    const unavailable = artifactIds.find((artifactId) => !this.findArtifact.get(artifactId, tenantId));
    if (unavailable !== undefined) return { outcome: 'artifact_not_found', artifactId: unavailable };

    if (idempotency) {
      const { route, key, bodyHash } = idempotency;
      this.insertKey.run(tenantId, route, key, bodyHash, record.status, executionId, createdAt);
    }
    for (const artifactId of artifactIds) {
      this.claimArtifact.run(tenantId, sessionId, executionId, artifactId);
      this.insertUse.run(artifactId, executionId);
    }
    const held = record.concurrencyKey !== null && this.keys.isTaken(tenantId, record.concurrencyKey);
    const row = held ? { ...record, ...NOT_OWNED } : record;
    this.insertExecution.run(...toInsertedRow(row), held ? 1 : 0);
    this.insertLogRow.run(toLines(entries), executionId);
    return { outcome: 'accepted', ...(held && { isHeld: true }) };
  }

  /** False, with nothing changed, if the fence no longer holds. */
  append(append: AppendRows): boolean {
    const { row, tenantId, freedKey, entries, changes } = append;
    if (this.updateExecution.run(...row).changes === 0) return false;
    if (entries !== null) this.insertLogRow.run(entries, idOf(append));
    for (const change of changes) this.apply(tenantId, change);
    if (freedKey !== null) this.keys.passOn(tenantId, freedKey);
    return true;
  }

  private apply(tenantId: string, change: RealmChange): void {
    switch (change.kind) {
      case 'fact.set':
        this.setFact.run(tenantId, change.scope, change.key, change.value);
        break;
      case 'fact.delete':
        this.deleteFact.run(tenantId, change.scope, change.key);
        break;
      case 'artifact.create':
        this.create(tenantId, change);
        break;
      case 'artifact.describe':
        this.describe(tenantId, change);
        break;
      case 'artifact.delete':
        this.lineage.remove(tenantId, change.artifactId);
        break;
      case 'mail.answer':
        throw new Error('A SQLite file has one process, and no mail.');
    }
  }

  private create(
    tenantId: string,
    { artifactId, sessionId, executionId }: Extract<RealmChange, { kind: 'artifact.create' }>,
  ): void {
    const { changes } = this.claimArtifact.run(tenantId, sessionId, executionId, artifactId);
    if (changes === 0) throw new Error(`The artifact ${artifactId} is not staged any more.`);
  }

  /** Sources are those of an artifact: one that is not there has none. */
  private describe(tenantId: string, change: Extract<RealmChange, { kind: 'artifact.describe' }>): void {
    const { artifactId, contentKind, mediaType, filename, sources } = change;
    if (this.describeArtifact.run(contentKind, mediaType, filename, artifactId, tenantId).changes === 0) return;
    for (const source of sources) this.lineage.addSource(tenantId, artifactId, source);
  }
}
