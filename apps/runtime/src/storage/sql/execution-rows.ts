import type { ExecutionStatus, PauseReason } from '@app/intent-contracts';
import type { Selectable } from 'kysely';
import type { ExecutionRecord } from '../execution-record.js';
import type { Append, RealmChange } from '../execution-store.js';
import type { Database } from './database.js';
import { toLines } from './log-rows.js';

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
    retryOf: row.retry_of,
    status: row.status as ExecutionStatus,
    pauseReason: row.pause_reason as PauseReason | null,
    blockedOn: row.blocked_on,
    wakeAt: row.wake_at,
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
    runs: row.runs,
  };
}

type Value = string | number | null;

/** An append as the values that its statements take: what travels to the writer's thread, and nothing that it need not. */
export interface AppendRows {
  readonly row: readonly Value[];
  readonly tenantId: string;
  /** The key whose next execution may begin now that this one has ended; null if it has none or goes on. */
  readonly freedKey: string | null;
  /** The lines of the log's row, whose sequence and time are those of the execution now; null if nothing is appended. */
  readonly entries: string | null;
  readonly changes: readonly RealmChange[];
}

export function toAppendRows({ record, entries, changes }: Append): AppendRows {
  return {
    row: toUpdatedRow(record),
    tenantId: record.tenantId,
    freedKey: record.finishedAt === null ? null : record.concurrencyKey,
    entries: entries.length === 0 ? null : toLines(entries),
    changes,
  };
}

/** The execution that an append is to. */
export function idOf({ row }: AppendRows): string {
  return row.at(-2) as string;
}

/** Values of an insert into `executions`, in the order of its statement. */
export function toInsertedRow(record: ExecutionRecord): Value[] {
  return [
    record.executionId,
    record.tenantId,
    record.sessionId,
    record.intentType,
    record.realm,
    record.handlerVersion,
    record.concurrencyKey,
    record.retryOf,
    record.status,
    record.pauseReason,
    record.blockedOn,
    record.wakeAt,
    record.completedSteps,
    record.currentStep,
    record.result,
    record.error,
    record.residualEffects,
    record.sequence,
    record.createdAt,
    record.updatedAt,
    record.finishedAt,
    record.owner,
    record.fence,
    record.runs,
  ];
}

/** Values of an update of `executions`, in the order of its statement. */
function toUpdatedRow(record: ExecutionRecord): Value[] {
  return [
    record.status,
    record.pauseReason,
    record.blockedOn,
    record.wakeAt,
    record.completedSteps,
    record.currentStep,
    record.result,
    record.error,
    record.residualEffects,
    record.sequence,
    record.updatedAt,
    record.finishedAt,
    record.owner,
    record.runs,
    record.executionId,
    record.fence,
  ];
}
