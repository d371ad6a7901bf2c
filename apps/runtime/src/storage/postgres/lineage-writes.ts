import type { ArtifactSource } from '../execution-store.js';
import type { Run } from './connections.js';

/*
 * What artifacts were made from, and what is left of them when they are deleted: a source is remembered, by id and name,
 * for as long as something that was made from it is there. To be called inside a transaction.
 */

export async function addSources(
  run: Run,
  tenantId: string,
  artifactId: string,
  sources: readonly ArtifactSource[],
): Promise<void> {
  for (const { artifactId: sourceId, filename, kind } of sources) {
    await run(
      {
        text: `INSERT INTO artifact_sources (tenant_id, artifact_id, source_id) VALUES ($1, $2, $3)
          ON CONFLICT DO NOTHING`,
      },
      [tenantId, artifactId, sourceId],
    );
    await run(
      {
        text: `INSERT INTO deleted_artifacts (tenant_id, artifact_id, execution_id, filename, kind)
          SELECT $1, $2, NULL, $3, $4
          WHERE NOT EXISTS (SELECT FROM artifacts WHERE artifact_id = $2 AND tenant_id = $1 AND staged = 0)
          ON CONFLICT DO NOTHING`,
      },
      [tenantId, sourceId, filename, kind],
    );
  }
}

/** Deletes a committed artifact of the tenant. False, with nothing changed, if there is none of this id. */
export async function removeArtifact(run: Run, tenantId: string, artifactId: string): Promise<boolean> {
  const remembered = await isSource(run, tenantId, artifactId);
  if (remembered) {
    await run(
      {
        text: `INSERT INTO deleted_artifacts (tenant_id, artifact_id, execution_id, filename, kind)
          SELECT tenant_id, artifact_id, execution_id, filename, kind FROM artifacts
          WHERE artifact_id = $1 AND tenant_id = $2 AND staged = 0
          ON CONFLICT (tenant_id, artifact_id) DO UPDATE
            SET execution_id = excluded.execution_id, filename = excluded.filename, kind = excluded.kind`,
      },
      [artifactId, tenantId],
    );
  }
  const removed = await run(
    { text: 'DELETE FROM artifacts WHERE artifact_id = $1 AND tenant_id = $2 AND staged = 0 RETURNING 1' },
    [artifactId, tenantId],
  );
  if (removed.length === 0) return false;
  await run({ text: 'DELETE FROM artifact_uses WHERE artifact_id = $1' }, [artifactId]);
  if (!remembered) await forget(run, tenantId, artifactId);
  return true;
}

/** Forgets where an artifact came from, and those deleted ones that were remembered for its sake alone. */
async function forget(run: Run, tenantId: string, artifactId: string): Promise<void> {
  const sources = await run<{ id: string }>(
    { text: 'DELETE FROM artifact_sources WHERE tenant_id = $1 AND artifact_id = $2 RETURNING source_id AS id' },
    [tenantId, artifactId],
  );
  for (const { id } of sources) {
    if (await isSource(run, tenantId, id)) continue;
    const forgotten = await run(
      { text: 'DELETE FROM deleted_artifacts WHERE tenant_id = $1 AND artifact_id = $2 RETURNING 1' },
      [tenantId, id],
    );
    if (forgotten.length === 1) await forget(run, tenantId, id);
  }
}

async function isSource(run: Run, tenantId: string, artifactId: string): Promise<boolean> {
  const found = await run({ text: 'SELECT 1 FROM artifact_sources WHERE tenant_id = $1 AND source_id = $2 LIMIT 1' }, [
    tenantId,
    artifactId,
  ]);
  return found.length > 0;
}
