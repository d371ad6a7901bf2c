import { ProblemError } from '@app/intent-contracts';
import type { AcceptanceResult } from '../storage/execution-store.js';

/** What a client is told of an acceptance that has changed nothing. */
export function refusalOf(
  result: Exclude<AcceptanceResult, { outcome: 'accepted' | 'replayed' }>,
  { tenantId, sessionId }: { tenantId: string; sessionId: string },
): ProblemError {
  switch (result.outcome) {
    case 'key_reused':
      return new ProblemError(
        'IDEMPOTENCY_KEY_REUSED',
        'This Idempotency-Key came with another body before. Use a new key for a new request.',
      );
    case 'session_not_found':
      return new ProblemError(
        'SESSION_NOT_FOUND',
        `There is no session ${sessionId} of tenant ${tenantId}. Create one first.`,
      );
    case 'session_closed':
      return new ProblemError('SESSION_CLOSED', `Session ${sessionId} takes no intents any more. Create a new one.`);
    case 'artifact_not_found':
      return new ProblemError(
        'ARTIFACT_NOT_FOUND',
        `There is no artifact ${result.artifactId}, or it was staged too long ago. Upload the file again.`,
      );
  }
}
