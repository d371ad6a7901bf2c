import type { BlockedOn, EventData, ResidualEffect } from '@app/intent-contracts';
import { NOT_OWNED, type ExecutionRecord } from '../storage/execution-record.js';
import type { LoggedEvent } from './execution-events.js';

/** A row to which no event has been applied. */
export function emptyRecord(
  identity: Pick<
    ExecutionRecord,
    'executionId' | 'tenantId' | 'sessionId' | 'intentType' | 'realm' | 'handlerVersion'
  > & {
    concurrencyKey?: string | undefined;
    retryOf?: string | null | undefined;
    createdAt: number;
  },
): ExecutionRecord {
  return {
    executionId: identity.executionId,
    tenantId: identity.tenantId,
    sessionId: identity.sessionId,
    intentType: identity.intentType,
    realm: identity.realm,
    handlerVersion: identity.handlerVersion,
    createdAt: identity.createdAt,
    concurrencyKey: identity.concurrencyKey ?? null,
    retryOf: identity.retryOf ?? null,
    status: 'queued',
    pauseReason: null,
    blockedOn: null,
    wakeAt: null,
    completedSteps: 0,
    currentStep: null,
    result: null,
    error: null,
    residualEffects: '[]',
    sequence: 0,
    updatedAt: identity.createdAt,
    finishedAt: null,
    ...NOT_OWNED,
  };
}

/** Applies an event to the row. Folding a log from its beginning gives the row as it is stored, owner and fence aside. */
export function applyToRecord(record: ExecutionRecord, event: LoggedEvent): void {
  record.sequence = event.sequence;
  record.updatedAt = event.time;
  switch (event.type) {
    case 'execution.accepted':
      record.status = 'queued';
      break;
    case 'execution.started':
      record.status = 'running';
      break;
    case 'execution.waiting':
      record.status = 'waiting';
      record.currentStep = null;
      record.wakeAt = event.data.wake_at === undefined ? null : Date.parse(event.data.wake_at);
      block(record, { kind: 'wait', detail: toldOf(event.data), waits: event.data.waits });
      break;
    case 'execution.paused':
      pause(record, event.data);
      break;
    case 'execution.resumed':
      goOn(record, event.data.status);
      if (event.data.status !== 'compensating') record.error = null;
      break;
    case 'execution.cancel_requested':
      // Somebody has to turn it back. One that never began is cancelled by the event that follows.
      if (record.status !== 'queued') goOn(record, 'running');
      break;
    case 'execution.compensating':
      goOn(record, 'compensating');
      record.error = JSON.stringify(event.data.cause);
      record.currentStep = null;
      for (const step of event.data.irreversible) addResidual(record, { step, cause: 'irreversible' });
      break;
    case 'execution.compensation_failed':
      record.status = 'compensation_failed';
      record.error = JSON.stringify(event.data.problem);
      record.currentStep = null;
      block(record, { kind: 'undo', detail: event.data.problem.detail, step: event.data.step });
      break;
    case 'execution.succeeded':
      end(record, 'succeeded', event.time);
      record.result = JSON.stringify(event.data.result);
      break;
    case 'execution.failed':
    case 'execution.compensated':
    case 'execution.cancelled':
    case 'execution.terminated':
      end(record, STATUS_AT_END[event.type], event.time);
      record.error = JSON.stringify(event.data.problem);
      record.residualEffects = JSON.stringify(event.data.residual_effects);
      break;
    case 'step.started':
      if (record.status === 'waiting') goOn(record, 'running');
      record.currentStep = event.data.step;
      break;
    case 'undo.started':
      record.currentStep = event.data.step;
      break;
    case 'step.succeeded':
      record.completedSteps += 1;
      leaveStep(record, event.data.step);
      break;
    case 'step.resolved':
      if (event.data.outcome === 'applied') record.completedSteps += 1;
      leaveStep(record, event.data.step);
      break;
    case 'step.failed':
    case 'undo.succeeded':
    case 'undo.failed':
      leaveStep(record, event.data.step);
      break;
    case 'undo.skipped':
      goOn(record, 'compensating');
      addResidual(record, { step: event.data.step, cause: 'skipped', reason: event.data.reason });
      break;
    case 'undo.resolved':
      goOn(record, 'compensating');
      break;
    case 'wait.ended':
    case 'signal.received':
      // A signal may be what it waits for: somebody has to look.
      if (record.status === 'waiting') goOn(record, 'running');
      break;
    case 'step.retrying':
    case 'step.uncertain':
    case 'step.progress':
    case 'undo.retrying':
    case 'wait.started':
    case 'artifact.created':
      break;
  }
}

const STATUS_AT_END = {
  'execution.failed': 'failed',
  'execution.compensated': 'compensated',
  'execution.cancelled': 'cancelled',
  'execution.terminated': 'terminated',
} as const;

function goOn(record: ExecutionRecord, status: ExecutionRecord['status']): void {
  record.status = status;
  record.pauseReason = null;
  record.blockedOn = null;
  record.wakeAt = null;
}

function end(record: ExecutionRecord, status: ExecutionRecord['status'], time: number): void {
  goOn(record, status);
  record.currentStep = null;
  record.finishedAt = time;
}

function pause(record: ExecutionRecord, { reason, problem, step, note }: EventData['execution.paused']): void {
  record.status = 'paused';
  record.pauseReason = reason;
  record.wakeAt = null;
  record.currentStep = null;
  // An execution that had turned back keeps the reason why.
  if (problem) record.error = JSON.stringify(problem);
  const detail = problem?.detail ?? `Paused by an operator${note === undefined ? '' : `: ${note}`}. Resume it.`;
  block(record, { kind: 'pause', detail, ...(step === undefined ? {} : { step }) });
}

function block(record: ExecutionRecord, blockedOn: BlockedOn): void {
  record.blockedOn = JSON.stringify(blockedOn);
}

function toldOf({ waits }: EventData['execution.waiting']): string {
  const names = waits.map(({ wait, kind, due_at }) => `${kind} "${wait}"${due_at === undefined ? '' : ` (${due_at})`}`);
  return `Waits for ${names.join(', ')}.`;
}

function leaveStep(record: ExecutionRecord, step: string): void {
  if (record.currentStep === step) record.currentStep = null;
}

function addResidual(record: ExecutionRecord, effect: ResidualEffect): void {
  record.residualEffects = JSON.stringify([...(JSON.parse(record.residualEffects) as ResidualEffect[]), effect]);
}
