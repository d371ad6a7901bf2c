import {
  isTerminal,
  type Attempt,
  type BlockedOn,
  type Execution,
  type ExecutionAccepted,
  type ExecutionDetail,
  type Problem,
  type ResidualEffect,
  type Step,
  type StepUndo,
  type UndoPlan,
} from '@app/intent-contracts';
import { effectsLeft } from '../sagas/effects-left.js';
import type { AttemptRecord, StepHistory, StepRecord } from '../sagas/step-history.js';
import type { ExecutionRecord } from '../storage/execution-record.js';
import { executionCursor } from '../events/cursor.js';

/** The status of an execution as it travels. */
export function toExecution(record: ExecutionRecord): Execution {
  const { error } = record;
  return {
    execution_id: record.executionId,
    intent_type: record.intentType,
    realm: record.realm,
    session_id: record.sessionId,
    tenant_id: record.tenantId,
    status: record.status,
    done: isTerminal(record.status),
    ...(record.pauseReason === null ? {} : { pause_reason: record.pauseReason }),
    ...blockedOn(record),
    ...(record.retryOf === null ? {} : { retry_of: record.retryOf }),
    progress: { completed_steps: record.completedSteps, current_step: record.currentStep },
    ...(record.result === null ? {} : { result: JSON.parse(record.result) as unknown }),
    ...(error === null ? {} : { error: { ...(JSON.parse(error) as Problem), execution_id: record.executionId } }),
    residual_effects: JSON.parse(record.residualEffects) as ResidualEffect[],
    cursor: executionCursor(record.executionId, record.sequence),
    created_at: iso(record.createdAt),
    updated_at: iso(record.updatedAt),
    finished_at: record.finishedAt === null ? null : iso(record.finishedAt),
  };
}

/** Whether another of its key is before it changes without an event, so of one that is queued it is told as it is. */
function blockedOn({ status, blockedOn: told, concurrencyKey }: ExecutionRecord): Pick<Execution, 'blocked_on'> {
  if (told !== null) return { blocked_on: JSON.parse(told) as BlockedOn };
  if (status !== 'queued') return {};
  if (concurrencyKey === null) return { blocked_on: { kind: 'slot', detail: 'Waits for a free worker.' } };
  const detail = `Waits until no older execution of the key "${concurrencyKey}" is unfinished, and for a free worker.`;
  return { blocked_on: { kind: 'concurrency_key', detail, concurrency_key: concurrencyKey } };
}

/** What would be undone, or is left to be. */
export function toUndoPlan({ executionId, status }: ExecutionRecord, history: StepHistory): UndoPlan {
  return { execution_id: executionId, status, steps: effectsLeft(history) };
}

/** The 202 of a submit. */
export function toAccepted(record: ExecutionRecord): ExecutionAccepted {
  const path = `/api/execution/${record.executionId}`;
  return {
    execution_id: record.executionId,
    intent_type: record.intentType,
    realm: record.realm,
    session_id: record.sessionId,
    tenant_id: record.tenantId,
    status: record.status,
    done: isTerminal(record.status),
    created_at: iso(record.createdAt),
    links: { status: `${path}/status`, events: `${path}/events` },
  };
}

/** The status with every step. */
export function toExecutionDetail(record: ExecutionRecord, history: StepHistory): ExecutionDetail {
  const listed = new Set(history.turnedBack?.steps);
  return {
    ...toExecution(record),
    ...(history.isEmpty && { log_dropped: true }),
    steps: [...history.steps.values()].map((step) => toStep(step, history.turnedBack !== undefined, listed)),
  };
}

function toStep(step: StepRecord, turnedBack: boolean, listed: ReadonlySet<string>): Step {
  return {
    name: step.name,
    state: step.state,
    undo_kind: step.undoKind,
    attempts: step.attempts.map(toAttempt),
    ...(step.output === undefined ? {} : { output: step.output }),
    ...(turnedBack ? { undo: toUndo(step, listed) } : {}),
  };
}

function toUndo({ name, undo }: StepRecord, listed: ReadonlySet<string>): StepUndo {
  if (!undo) return { state: listed.has(name) ? 'pending' : 'not_needed', attempts: [] };
  return {
    state: undo.state,
    attempts: undo.attempts.map(toAttempt),
    ...(undo.reason === undefined ? {} : { reason: undo.reason }),
  };
}

function toAttempt({ attempt, startedAt, endedAt, problem }: AttemptRecord): Attempt {
  return {
    attempt,
    started_at: iso(startedAt),
    ended_at: endedAt === null ? null : iso(endedAt),
    ...(problem ? { problem } : {}),
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
