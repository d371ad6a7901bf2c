import type { RealmChange } from '../execution-store.js';
import type { Run } from './connections.js';
import { addSources, removeArtifact } from './lineage-writes.js';
import { EntryRefused } from './postgres-failure.js';

type FactChange = Extract<RealmChange, { kind: 'fact.set' | 'fact.delete' }>;

/** Whether it belongs to the statement of the batch; what does not is a statement of its own. */
export function isFactChange(change: RealmChange): change is FactChange {
  return change.kind === 'fact.set' || change.kind === 'fact.delete';
}

/** Makes the changes that commit with appends, those of facts aside. */
export async function changeRealmData(run: Run, changes: readonly (readonly [string, RealmChange])[]): Promise<void> {
  for (const [tenantId, change] of changes) await changeArtifact(run, tenantId, change);
}

async function changeArtifact(run: Run, tenantId: string, change: RealmChange): Promise<void> {
  switch (change.kind) {
    case 'fact.set':
    case 'fact.delete':
      break;
    case 'artifact.create': {
      const { artifactId, sessionId, executionId } = change;
      const created = await run(
        {
          text: `UPDATE artifacts SET staged = 0, tenant_id = $1, session_id = $2, execution_id = $3
            WHERE artifact_id = $4 AND staged = 1 RETURNING 1`,
        },
        [tenantId, sessionId, executionId, artifactId],
      );
      if (created.length === 0) throw new EntryRefused(`The artifact ${artifactId} is not staged any more.`);
      break;
    }
    case 'artifact.describe': {
      const { artifactId, contentKind, mediaType, filename, sources } = change;
      const described = await run(
        {
          text: `UPDATE artifacts SET kind = coalesce($1, kind), media_type = coalesce($2, media_type),
              filename = coalesce($3, filename)
            WHERE artifact_id = $4 AND tenant_id = $5 AND staged = 0 RETURNING 1`,
        },
        [contentKind, mediaType, filename, artifactId, tenantId],
      );
      if (described.length > 0) await addSources(run, tenantId, artifactId, sources);
      break;
    }
    case 'artifact.delete':
      await removeArtifact(run, tenantId, change.artifactId);
      break;
    case 'mail.answer':
      await run({ text: 'UPDATE letters SET answer = $1 WHERE letter_id = $2' }, [change.answer, change.letterId]);
      break;
  }
}
