import type { ResidualEffect } from '@app/intent-contracts';
import type { ExecutionRecord } from '../storage/execution-record.js';
import type { LoggedEvent } from './execution-events.js';

/** A row to which no event has been applied. */
export function emptyRecord(
  identity: Pick<
    ExecutionRecord,
    'executionId' | 'tenantId' | 'sessionId' | 'intentType' | 'realm' | 'handlerVersion'
  > & {
    concurrencyKey?: string | undefined;
    createdAt: number;
  },
): ExecutionRecord {
  return {
    ...identity,
    concurrencyKey: identity.concurrencyKey ?? null,
    status: 'queued',
    pauseReason: null,
    completedSteps: 0,
    currentStep: null,
    result: null,
    error: null,
    residualEffects: '[]',
    sequence: 0,
    updatedAt: identity.createdAt,
    finishedAt: null,
    owner: null,
    fence: 0,
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
    case 'execution.paused':
      record.status = 'paused';
      record.pauseReason = event.data.reason;
      record.error = JSON.stringify(event.data.problem);
      record.currentStep = null;
      break;
    case 'execution.resumed':
      record.status = event.data.status;
      record.pauseReason = null;
      if (event.data.status === 'running') record.error = null;
      break;
    case 'execution.compensating':
      record.status = 'compensating';
      record.error = JSON.stringify(event.data.cause);
      record.currentStep = null;
      for (const step of event.data.irreversible) addResidual(record, { step, cause: 'irreversible' });
      break;
    case 'execution.compensation_failed':
      record.status = 'compensation_failed';
      record.error = JSON.stringify(event.data.problem);
      record.currentStep = null;
      break;
    case 'execution.succeeded':
      record.status = 'succeeded';
      record.result = JSON.stringify(event.data.result);
      record.finishedAt = event.time;
      record.currentStep = null;
      break;
    case 'execution.failed':
    case 'execution.compensated':
      record.status = event.type === 'execution.failed' ? 'failed' : 'compensated';
      record.error = JSON.stringify(event.data.problem);
      record.residualEffects = JSON.stringify(event.data.residual_effects);
      record.finishedAt = event.time;
      record.currentStep = null;
      break;
    case 'step.started':
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
      record.status = 'compensating';
      addResidual(record, { step: event.data.step, cause: 'skipped', reason: event.data.reason });
      break;
    case 'undo.resolved':
      record.status = 'compensating';
      break;
    case 'step.retrying':
    case 'step.uncertain':
    case 'undo.retrying':
      break;
  }
}

function leaveStep(record: ExecutionRecord, step: string): void {
  if (record.currentStep === step) record.currentStep = null;
}

function addResidual(record: ExecutionRecord, effect: ResidualEffect): void {
  record.residualEffects = JSON.stringify([...(JSON.parse(record.residualEffects) as ResidualEffect[]), effect]);
}
