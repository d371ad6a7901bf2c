import type { Acceptance } from '../execution-store.js';
import { columnsOf, unnest } from './columns.js';
import type { Run } from './connections.js';

const USED = ['text', 'text', 'text', 'text'] as const;
const USE = `${unnest(USED)} AS use (artifact_id, execution_id, tenant_id, session_id)`;

/**
 * For each acceptance the first of its artifacts that is not there or not its tenant's; undefined if all are. Those that
 * are there stay as they are until the commit: neither the sweeper nor a deletion comes between.
 */
export async function unavailableArtifacts(
  run: Run,
  acceptances: readonly Acceptance[],
): Promise<Map<Acceptance, string | undefined>> {
  const named = acceptances.flatMap(({ artifactIds }) => artifactIds);
  const found = await run<{ id: string; tenant: string | null; staged: number }>(
    {
      text: `SELECT artifact_id AS id, tenant_id AS tenant, staged FROM artifacts
        WHERE artifact_id = ANY ($1) ORDER BY artifact_id FOR UPDATE`,
    },
    [named],
  );
  const artifacts = new Map(found.map((row) => [row.id, row]));
  const isAvailable = (id: string, tenantId: string): boolean => {
    const artifact = artifacts.get(id);
    if (!artifact) return false;
    return artifact.tenant === tenantId || (artifact.staged === 1 && artifact.tenant === null);
  };
  return new Map(
    acceptances.map((acceptance) => [
      acceptance,
      acceptance.artifactIds.find((id) => !isAvailable(id, acceptance.record.tenantId)),
    ]),
  );
}

/** Makes the artifacts those of the tenants, sessions and executions that have named them. */
export async function claimArtifacts(run: Run, accepted: readonly Acceptance[]): Promise<void> {
  const uses = accepted.flatMap(({ record, artifactIds }) =>
    artifactIds.map((id) => [id, record.executionId, record.tenantId, record.sessionId]),
  );
  if (uses.length === 0) return;
  await run(
    {
      text: `WITH used AS (
          INSERT INTO artifact_uses (artifact_id, execution_id) SELECT artifact_id, execution_id FROM ${USE}
          ON CONFLICT DO NOTHING)
        UPDATE artifacts SET staged = 0, tenant_id = use.tenant_id, session_id = use.session_id,
          execution_id = use.execution_id
        FROM ${USE} WHERE artifacts.artifact_id = use.artifact_id AND staged = 1`,
    },
    columnsOf(uses, USED),
  );
}
