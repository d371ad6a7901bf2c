import type { Artifact } from '@app/intent-contracts';
import type { ArtifactRecord } from '../storage/artifact-store.js';

/** An artifact as it travels. */
export function toArtifact(record: ArtifactRecord): Artifact {
  return {
    artifact_id: record.artifactId,
    status: record.staged ? 'staged' : 'committed',
    tenant_id: record.tenantId,
    session_id: record.sessionId,
    execution_id: record.executionId,
    filename: record.filename,
    kind: record.kind,
    media_type: record.mediaType,
    size: record.size,
    sha256: record.sha256,
    created_at: new Date(record.createdAt).toISOString(),
  };
}
