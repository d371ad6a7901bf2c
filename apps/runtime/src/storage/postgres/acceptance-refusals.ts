import type { ExecutionStatus } from '@app/intent-contracts';
import type { Acceptance, AcceptanceResult } from '../execution-store.js';
import { columnsOf, unnest } from './columns.js';
import type { Run } from './connections.js';

const ASKED = ['int', 'text', 'text', 'text'] as const;

interface KeyRow {
  readonly place: number;
  readonly body_hash: string;
  readonly status: string;
  readonly execution_id: string;
  readonly owner: string | null;
}

interface SessionRow {
  readonly session_id: string;
  readonly tenant_id: string;
}

/** Why each of these acceptances was not made. A key that was used says more than whatever else may be wrong by now. */
export async function explainRefusals(
  run: Run,
  refused: readonly Acceptance[],
  unavailable: ReadonlyMap<Acceptance, string | undefined>,
): Promise<AcceptanceResult[]> {
  const keys = refused.map(({ record, idempotency }, place) => [
    place,
    record.tenantId,
    idempotency?.route ?? null,
    idempotency?.key ?? null,
  ]);
  const used = await run<KeyRow>(
    {
      text: `SELECT place, body_hash, used.status, execution_id, owner
        FROM ${unnest(ASKED)} AS asked (place, tenant_id, route, key)
        JOIN idempotency_keys AS used USING (tenant_id, route, key) LEFT JOIN executions USING (execution_id)`,
    },
    columnsOf(keys, ASKED),
  );
  const sessions = await run<SessionRow>(
    { text: 'SELECT session_id, tenant_id FROM sessions WHERE session_id = ANY ($1)' },
    [refused.map(({ record }) => record.sessionId)],
  );
  return refused.map((acceptance, index) => {
    const former = used.find(({ place }) => place === index);
    if (former) return known(acceptance, former);
    const { sessionId, tenantId } = acceptance.record;
    const isKnown = sessions.some((row) => row.session_id === sessionId && row.tenant_id === tenantId);
    if (!isKnown) return { outcome: 'session_not_found' };
    const artifactId = unavailable.get(acceptance);
    return artifactId === undefined ? { outcome: 'session_closed' } : { outcome: 'artifact_not_found', artifactId };
  });
}

function known({ record, idempotency }: Acceptance, former: KeyRow): AcceptanceResult {
  // The commit was made although it seemed to fail, and its batch is written once more.
  if (former.execution_id === record.executionId) {
    return { outcome: 'accepted', ...(former.owner !== record.owner && { isHeld: true }) };
  }
  if (former.body_hash !== idempotency!.bodyHash) return { outcome: 'key_reused' };
  return { outcome: 'replayed', executionId: former.execution_id, status: former.status as ExecutionStatus };
}
