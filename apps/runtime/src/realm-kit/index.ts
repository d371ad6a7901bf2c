export { defineIntent, defineQuery, ProblemError } from '@app/intent-contracts';
export type { Artifact, IntentDefinition, Problem, QueryDefinition } from '@app/intent-contracts';
export { type Answers, QueryHandler } from '../queries/query-handler.js';
export type { Duration } from '../sagas/duration.js';
export { type Handles, IntentHandler, type IntentHandlerOptions } from '../sagas/intent-handler.js';
export type {
  ArtifactDescription,
  ArtifactReader,
  ArtifactWriter,
  Asker,
  Fact,
  FactRange,
  FactReader,
  FactStore,
  NewArtifact,
} from '../sagas/realm-data.js';
export type { RetryPolicy } from '../sagas/retry-policy.js';
export { RetryableError, StepFailed, TerminalError } from '../sagas/saga-errors.js';
export {
  type AttemptContext,
  IRREVERSIBLE,
  NOTHING_TO_UNDO,
  type QueryContext,
  type Saga,
  type Signal,
  type StepContext,
  type StepDefinition,
  type UndoContext,
} from '../sagas/saga.js';
export { Realm, type RealmMetadata } from '../sagas/realm.js';
