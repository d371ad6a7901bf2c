import type { Lineage, LineageEdge } from '@app/intent-contracts';
import type { LineageGraph } from './lineage.service.js';

/** A lineage as it travels. */
export function toLineage({ artifactId, artifacts, derivations, truncated }: LineageGraph): Lineage {
  const executions = new Map(
    artifacts.flatMap(({ execution }) => (execution ? [[execution.executionId, execution] as const] : [])),
  );
  const made = artifacts.flatMap(({ artifactId: to, execution }): LineageEdge[] =>
    execution ? [{ from: execution.executionId, to }] : [],
  );
  return {
    artifact_id: artifactId,
    artifacts: artifacts.map(({ artifactId: artifact_id, filename, kind, deleted }) => ({
      artifact_id,
      filename,
      kind,
      deleted,
    })),
    executions: [...executions.values()].map(({ executionId, intentType, realm, finished }) => ({
      execution_id: executionId,
      intent_type: intentType,
      realm,
      finished,
    })),
    edges: [...made, ...derivations.map(({ sourceId, artifactId: to }) => ({ from: sourceId, to }))],
    truncated,
  };
}
