import type { ArtifactRecord, ArtifactRemoval } from '../artifact-store.js';
import type { SessionRecord } from '../session-store.js';
import type { FactChange, StoreWrites } from '../sql/store-writes.js';
import type { Run } from './connections.js';
import { removeArtifact } from './lineage-writes.js';

type Name = 'createSession' | 'updateSession' | 'stageArtifact' | 'removeUnused' | 'removeStagedBefore' | 'changeFact';

/** What is written rarely enough to be a transaction of its own. */
export const SINGLE_WRITES: {
  readonly [Write in Name]: (
    run: Run,
    input: Parameters<StoreWrites[Write]>[0],
  ) => Promise<ReturnType<StoreWrites[Write]>>;
} = {
  async createSession(run, session: SessionRecord) {
    const { sessionId, tenantId, userId, context, closed, createdAt, updatedAt, expiresAt } = session;
    await run(
      {
        name: 'create-session',
        text: `INSERT INTO sessions (session_id, tenant_id, user_id, context, closed, created_at, updated_at, expires_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      },
      [sessionId, tenantId, userId, context, Number(closed), createdAt, updatedAt, expiresAt],
    );
  },

  async updateSession(run, { session, expectedUpdatedAt }) {
    const { sessionId, tenantId, context, closed, updatedAt, expiresAt } = session;
    const updated = await run(
      {
        text: `UPDATE sessions SET context = $1, closed = $2, updated_at = $3, expires_at = $4
          WHERE session_id = $5 AND tenant_id = $6 AND updated_at = $7 RETURNING 1`,
      },
      [context, Number(closed), updatedAt, expiresAt, sessionId, tenantId, expectedUpdatedAt],
    );
    return updated.length === 1;
  },

  async stageArtifact(run, artifact: ArtifactRecord) {
    await run(
      {
        text: `INSERT INTO artifacts (artifact_id, tenant_id, session_id, execution_id, staged, filename, kind, media_type,
            size, sha256, created_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      },
      [
        artifact.artifactId,
        artifact.tenantId,
        artifact.sessionId,
        artifact.executionId,
        Number(artifact.staged),
        artifact.filename,
        artifact.kind,
        artifact.mediaType,
        artifact.size,
        artifact.sha256,
        artifact.createdAt,
      ],
    );
  },

  /** The row is locked first, as an acceptance does that wants to name it. */
  async removeUnused(run, { tenantId, artifactId }): Promise<ArtifactRemoval> {
    const [found] = await run<{ kind: string | null }>(
      {
        text: 'SELECT kind FROM artifacts WHERE artifact_id = $1 AND tenant_id = $2 AND staged = 0 FOR UPDATE',
      },
      [artifactId, tenantId],
    );
    if (!found) return 'not_found';
    const uses = await run(
      {
        text: `SELECT 1 FROM artifact_uses JOIN executions USING (execution_id)
          WHERE artifact_uses.artifact_id = $1 AND finished_at IS NULL LIMIT 1`,
      },
      [artifactId],
    );
    if (found.kind !== null || uses.length > 0) return 'in_use';
    await removeArtifact(run, tenantId, artifactId);
    return 'removed';
  },

  async removeStagedBefore(run, time: number) {
    const removed = await run<{ id: string }>(
      { text: 'DELETE FROM artifacts WHERE staged = 1 AND created_at < $1 RETURNING artifact_id AS id' },
      [time],
    );
    return removed.map(({ id }) => id);
  },

  async changeFact(run, { tenantId, scope, key, value, expectedVersion }: FactChange) {
    const of = [tenantId, scope, key];
    // Whoever wants a fact that is not there yet has no row to lock.
    if (expectedVersion === 0 && value !== undefined) {
      const made = await run(
        {
          text: `INSERT INTO facts (tenant_id, scope, key, value, version) VALUES ($1, $2, $3, $4, 1)
            ON CONFLICT DO NOTHING RETURNING 1`,
        },
        [...of, value],
      );
      return made.length === 1 ? 1 : undefined;
    }
    // It may be more than a version can ever be.
    const expected = expectedVersion === undefined ? '' : 'AND facts.version = $4::bigint';
    if (value === undefined) {
      const removed = await run(
        { text: `DELETE FROM facts WHERE tenant_id = $1 AND scope = $2 AND key = $3 ${expected} RETURNING 1` },
        expectedVersion === undefined ? of : [...of, expectedVersion],
      );
      return removed.length === 1 ? 0 : undefined;
    }
    const [changed] =
      expectedVersion === undefined
        ? await run<{ version: number }>(
            {
              text: `INSERT INTO facts (tenant_id, scope, key, value, version) VALUES ($1, $2, $3, $4, 1)
                ON CONFLICT (tenant_id, scope, key) DO UPDATE
                  SET value = excluded.value, version = facts.version + 1 RETURNING version`,
            },
            [...of, value],
          )
        : await run<{ version: number }>(
            {
              text: `UPDATE facts SET value = $5, version = version + 1
                WHERE tenant_id = $1 AND scope = $2 AND key = $3 ${expected} RETURNING version`,
            },
            [...of, expectedVersion, value],
          );
    return changed?.version;
  },
};
