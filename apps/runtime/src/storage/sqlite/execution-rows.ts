import type { ExecutionStatus, PauseReason } from '@app/intent-contracts';
import type { Selectable } from 'kysely';
import type { ExecutionRecord } from '../execution-record.js';
import type { Database } from './database.js';

/** A row of `executions` in domain words. */
export function toExecutionRecord(row: Selectable<Database['executions']>): ExecutionRecord {
  return {
    executionId: row.execution_id,
    tenantId: row.tenant_id,
    sessionId: row.session_id,
    intentType: row.intent_type,
    realm: row.realm,
    handlerVersion: row.handler_version,
    concurrencyKey: row.concurrency_key,
    status: row.status as ExecutionStatus,
    pauseReason: row.pause_reason as PauseReason | null,
    completedSteps: row.completed_steps,
    currentStep: row.current_step,
    result: row.result,
    error: row.error,
    residualEffects: row.residual_effects,
    sequence: row.sequence,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    finishedAt: row.finished_at,
    owner: row.owner,
    fence: row.fence,
  };
}
