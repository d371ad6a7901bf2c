export { eventText, ProblemError, problemOf, STREAM_LIMITS, StreamServer } from '@app/intent-contracts';
// What the ports speak of.
export type {
  ArtifactAnswer,
  CallerIdentity,
  CreateSession,
  EventPage,
  Execution,
  ExecutionAccepted,
  ExecutionCommand,
  ExecutionDetail,
  ExecutionEvent,
  ExecutionPage,
  IntentType,
  IntentTypes,
  LineageAnswer,
  OpenedStream,
  Problem,
  ProblemCode,
  QueryDefinition,
  SessionAnswer,
  SessionPage,
  SocketTicket,
  StreamItem,
  SubmitIntent,
  Subscribe,
  SystemAnswer,
  UndoPlan,
} from '@app/intent-contracts';
export { Adapter, type AdapterMetadata } from './adapter.js';
export type { Answer, Reading } from './answer.js';
export { Artifacts, type ArtifactContent, type ArtifactUpload, type ContentConditions } from './artifacts.js';
export { type Caller, callerOf, FromCaller, type HttpRequest, socketCaller } from './caller.js';
export { DeliverySettings } from './delivery-settings.js';
export { type Documentation, Documented } from './documented.js';
export { type EventStream, ExecutionFeed, type FollowOptions, type PageOptions } from './execution-feed.js';
export { Identities } from './identities.js';
export { type CommandOptions, type ExecutionFilter, Executions, type StatusOptions } from './executions.js';
export { Intents, type Submission, type SubmitOptions } from './intents.js';
export { Produces, type Representation } from './produces.js';
export { Queries } from './queries.js';
export { RelayedProblem } from './relayed-problem.js';
export { requestInvalid } from './request-invalid.js';
export { type SessionFilter, Sessions } from './sessions.js';
export { StreamSettings } from './stream-settings.js';
export { System } from './system.js';
export { toProblem } from './to-problem.js';
export { UploadLimit } from './upload-limit.js';
