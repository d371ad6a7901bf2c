import { ArtifactCreatedData } from './artifact-event-data.js';
import type { EventType } from './event-type.js';
import {
  CancelRequestedData,
  CompensationFailedData,
  ExecutionAcceptedData,
  ExecutionCompensatingData,
  ExecutionEndedData,
  ExecutionPausedData,
  ExecutionResumedData,
  ExecutionSucceededData,
  ExecutionTerminatedData,
  ExecutionWaitingData,
} from './execution-event-data.js';
import {
  StepFailedData,
  StepProgressData,
  StepResolvedData,
  StepRetryingData,
  StepStartedData,
  StepSucceededData,
  StepUncertainData,
  UndoAttemptData,
  UndoFailedData,
  UndoResolvedData,
  UndoRetryingData,
  UndoSkippedData,
} from './step-event-data.js';
import { SignalReceivedData, WaitEndedData, WaitStartedData } from './wait-event-data.js';

/** The shape of each event's `data`; null where the type says it all and `data` is empty. Readers pass over what they do not know. */
export const EVENT_DATA = {
  'execution.accepted': ExecutionAcceptedData,
  'execution.started': null,
  'execution.waiting': ExecutionWaitingData,
  'execution.paused': ExecutionPausedData,
  'execution.resumed': ExecutionResumedData,
  'execution.cancel_requested': CancelRequestedData,
  'execution.compensating': ExecutionCompensatingData,
  'execution.compensation_failed': CompensationFailedData,
  'execution.succeeded': ExecutionSucceededData,
  'execution.failed': ExecutionEndedData,
  'execution.compensated': ExecutionEndedData,
  'execution.cancelled': ExecutionEndedData,
  'execution.terminated': ExecutionTerminatedData,
  'step.started': StepStartedData,
  'step.progress': StepProgressData,
  'step.retrying': StepRetryingData,
  'step.succeeded': StepSucceededData,
  'step.failed': StepFailedData,
  'step.uncertain': StepUncertainData,
  'step.resolved': StepResolvedData,
  'undo.started': UndoAttemptData,
  'undo.retrying': UndoRetryingData,
  'undo.succeeded': UndoAttemptData,
  'undo.failed': UndoFailedData,
  'undo.skipped': UndoSkippedData,
  'undo.resolved': UndoResolvedData,
  'wait.started': WaitStartedData,
  'wait.ended': WaitEndedData,
  'signal.received': SignalReceivedData,
  'artifact.created': ArtifactCreatedData,
} as const satisfies Record<EventType, (new () => object) | null>;

type DataOf<Shape> = Shape extends new () => infer Data ? Data : Record<string, never>;

/** What each event says, as types. */
export type EventData = { [Type in EventType]: DataOf<(typeof EVENT_DATA)[Type]> };
