// The decorators of nested members read it at load.
import 'reflect-metadata';
export {
  ApiKey,
  ApiKeyList,
  AuditEntry,
  AuditPage,
  CallerIdentity,
  CreateApiKey,
  CreatedApiKey,
  RedeemedTicket,
  RedeemTicket,
  Revoke,
  SCOPE_PATTERN,
  SocketTicket,
} from './access/access.js';
export { Artifact, ArtifactAnswer, ArtifactPage, ARTIFACT_STATUSES } from './artifact/artifact.js';
export { Lineage, LineageAnswer, LineageArtifact, LineageEdge, LineageExecution } from './artifact/lineage.js';
export { type AsyncApiDocument, type AsyncApiPart, channelName, joinedParts } from './asyncapi/asyncapi-part.js';
export { eventSchemaName, eventSchemas } from './asyncapi/event-schemas.js';
export { EVENT_SUMMARIES } from './asyncapi/event-summaries.js';
export { frameChannel } from './asyncapi/frame-channel.js';
export { SERVER_FRAME_SUMMARIES } from './asyncapi/frame-summaries.js';
export { schemaReference } from './asyncapi/json-schema.js';
export { reachableSchemas } from './asyncapi/reachable-schemas.js';
export { Content, ContentDetail } from './content/content.js';
export {
  ContentRef,
  GetContent,
  GetContentOutput,
  ListContent,
  ListContentInput,
  ListContentOutput,
  PreviewColumn,
  PreviewContent,
  PreviewContentInput,
  PreviewContentOutput,
  ContentTable,
  ContentTables,
  ContentTablesOutput,
  ProfileContent,
  ProfileContentOutput,
} from './content/content.queries.js';
export {
  COLUMN_TYPES,
  ColumnProfile,
  type ColumnType,
  type Compression,
  COMPRESSIONS,
  CONTENT_KINDS,
  type ContentKind,
  ContentProfile,
  ProfileWarning,
  SEMANTIC_TYPES,
  type SemanticType,
  TableProfile,
  TextProfile,
} from './content/profile.js';
export { DeleteContent, DeleteContentInput, DeleteContentOutput } from './content/delete-content.intent.js';
export { UploadContent, UploadContentInput, UploadContentOutput } from './content/upload-content.intent.js';
export {
  ColumnMapping,
  CreateDataMash,
  CreateDataMashInput,
  CreateDataMashOutput,
  JoinKey,
  JoinKeySide,
  MashOptions,
} from './data-mash/create-data-mash.intent.js';
export {
  DataMash,
  MASH_FORMATS,
  MashColumn,
  MashColumnSource,
  type MashFormat,
  MashIssue,
  MashJoin,
  MashJoinSide,
  MashLineage,
  MashModel,
  type MashMode,
  MashQuality,
  MashRows,
  MashSource,
} from './data-mash/data-mash.js';
export {
  DataMashRef,
  GetDataMash,
  GetDataMashOutput,
  PlanDataMash,
  PlanDataMashOutput,
} from './data-mash/data-mash.queries.js';
export { EVENT_DATA, type EventData } from './event/event-data.js';
export { EVENT_TYPES, type EventType } from './event/event-type.js';
export { EventPage, ExecutionEvent, PageGap } from './event/event.js';
export {
  allowedCommands,
  COMMAND_ALLOWED_IN,
  EXECUTION_COMMANDS,
  type ExecutionCommand,
} from './execution/execution-command.js';
export {
  EXECUTION_STATUSES,
  type ExecutionStatus,
  isTerminal,
  PAUSE_REASONS,
  type PauseReason,
  TERMINAL_STATUSES,
  type TerminalStatus,
} from './execution/execution-status.js';
export {
  Attempt,
  BLOCKED_BY,
  BlockedOn,
  Execution,
  ExecutionAccepted,
  ExecutionDetail,
  ExecutionLinks,
  ExecutionPage,
  ExecutionProgress,
  OpenWait,
  PlannedUndo,
  RESIDUAL_CAUSES,
  ResidualEffect,
  Step,
  STEP_STATES,
  StepUndo,
  UNDO_STATES,
  UndoPlan,
} from './execution/execution.js';
export {
  GiveReason,
  ResolveStep,
  ResolveUndo,
  SendSignal,
  SkipUndo,
  STEP_OUTCOMES,
  Terminate,
} from './execution/operator-commands.js';
export { defineIntent, type IntentDefinition, type Shape } from './intent/define-intent.js';
export { CatalogueEntry, HandlerVersion, IntentType, IntentTypes, QueryTypes } from './intent/intent-type.js';
export { SubmitIntent } from './intent/submit-intent.js';
export { assertFaithful, MAX_JSON_DEPTH, scanJson, type JsonScan } from './json/json-fault.js';
export { conditionalSchema, IsNullable, withNulls } from './json/nullable.js';
export { type ProblemCode, PROBLEMS } from './problem/problem-code.js';
export { ProblemError, type ProblemErrorOptions } from './problem/problem-error.js';
export { inputErrors } from './problem/input-errors.js';
export { InputError, Problem, type ProblemExtras, problemOf } from './problem/problem.js';
export { defineQuery, type QueryDefinition } from './query/define-query.js';
export { QueryAnswer, SubmitQuery } from './query/submit-query.js';
export {
  CreateSession,
  PatchSession,
  Session,
  SESSION_STATUSES,
  SessionAnswer,
  SessionPage,
  type SessionStatus,
} from './session/session.js';
export { Fact, Facts } from './state/fact.js';
export { CONTRACT_VERSION, SystemAnswer, SystemRates, SystemReplica, VersionInFlight } from './system/system.js';
export {
  CLIENT_FRAMES,
  type ClientFrame,
  SERVER_FRAMES,
  type ServerFrame,
  STREAM_CLOSE,
  STREAM_PROTOCOL,
  Subscribe,
  type UpstreamState,
} from './stream/frames.js';
export { eventText, shareEvent } from './stream/event-frame.js';
export { isOver, itemsOf } from './stream/page-items.js';
export { type StreamTerms, whileAllowed } from './stream/while-allowed.js';
export { type OpenedStream, type StreamItem } from './stream/stream-item.js';
export {
  STREAM_LIMITS,
  type StreamLimits,
  StreamSession,
  type StreamSocket,
  type StreamSource,
} from './stream/stream-session.js';
export { type ServedSocket, StreamServer } from './stream/stream-server.js';
