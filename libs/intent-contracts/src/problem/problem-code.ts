/** What a problem of this code is called, which HTTP status carries it, and whether trying again can help. */
interface ProblemKind {
  readonly title: string;
  readonly status: number;
  readonly retryable: boolean;
}

const kind = (status: number, title: string, retryable = false): ProblemKind => ({
  title,
  status,
  retryable,
});

/**
 * The one catalogue of error codes. A code, once released, keeps its meaning; new ones may be added.
 * The codes under "executions" are found in a status's `error` and in events, and only there.
 */
export const PROBLEMS = {
  // requests
  MALFORMED_JSON: kind(400, 'The body is not valid JSON'),
  MALFORMED_REQUEST: kind(400, 'The request could not be read'),
  CURSOR_INVALID: kind(400, 'The cursor is not one of ours'),
  CURSOR_OF_ANOTHER_STREAM: kind(400, 'The cursor belongs to another stream'),
  PAGE_TOKEN_INVALID: kind(400, 'The page token is not one of ours'),
  UPLOAD_INCOMPLETE: kind(400, 'The upload ended early'),
  UNAUTHENTICATED: kind(401, 'The caller is not known'),
  SCOPE_MISSING: kind(403, 'The caller may not do this'),
  TENANT_MISMATCH: kind(403, 'The caller does not act for this tenant'),
  ORIGIN_NOT_ALLOWED: kind(403, 'This origin may not call'),
  ROUTE_NOT_FOUND: kind(404, 'No such route'),
  SESSION_NOT_FOUND: kind(404, 'No such session'),
  EXECUTION_NOT_FOUND: kind(404, 'No such execution'),
  STEP_NOT_FOUND: kind(404, 'No such step'),
  ARTIFACT_NOT_FOUND: kind(404, 'No such artifact'),
  CONTENT_NOT_FOUND: kind(404, 'No such content'),
  DATA_MASH_NOT_FOUND: kind(404, 'No such data product'),
  TABLE_NOT_FOUND: kind(404, 'No such table'),
  STREAM_NOT_FOUND: kind(404, 'No such stream'),
  FACT_NOT_FOUND: kind(404, 'No such fact'),
  KEY_NOT_FOUND: kind(404, 'No such API key'),
  INTENT_TYPE_UNKNOWN: kind(404, 'No such intent type'),
  QUERY_TYPE_UNKNOWN: kind(404, 'No such query type'),
  BODY_STALLED: kind(408, 'The body stopped coming', true),
  IDEMPOTENCY_IN_PROGRESS: kind(409, 'The first request with this key is still being accepted', true),
  SESSION_CLOSED: kind(409, 'The session is closed'),
  ARTIFACT_IN_USE: kind(409, 'The artifact is in use'),
  TRANSITION_NOT_ALLOWED: kind(409, 'The execution is not in a state that allows this'),
  PRECONDITION_FAILED: kind(412, 'The resource has changed'),
  PAYLOAD_TOO_LARGE: kind(413, 'The body is too large'),
  ARTIFACT_TOO_LARGE: kind(413, 'The file is too large'),
  UNSUPPORTED_MEDIA_TYPE: kind(415, 'The content type is not supported here'),
  RANGE_NOT_SATISFIABLE: kind(416, 'The range lies outside the file'),
  HOST_NOT_ALLOWED: kind(421, 'This host name is not served here'),
  REQUEST_INVALID: kind(422, 'The request does not fit'),
  PAYLOAD_INVALID: kind(422, 'The payload does not fit'),
  REALM_MISMATCH: kind(422, 'The type belongs to another realm'),
  DIGEST_MISMATCH: kind(422, 'The bytes do not match their digest'),
  IDEMPOTENCY_KEY_REUSED: kind(422, 'The idempotency key was used with another body'),
  TOO_MANY_REQUESTS: kind(429, 'Too many requests', true),
  QUOTA_EXCEEDED: kind(429, 'The quota of the tenant is used up', true),
  INTERNAL_ERROR: kind(500, 'Something went wrong on our side', true),
  RUNTIME_UNAVAILABLE: kind(503, 'Runtime is away', true),
  STORE_UNAVAILABLE: kind(503, 'The store is away', true),
  IDENTITY_UNAVAILABLE: kind(503, 'Nobody can be recognised at the moment', true),
  OVERLOADED: kind(503, 'The server has too much to do', true),
  SHUTTING_DOWN: kind(503, 'The server is stopping', true),
  QUERY_TIMED_OUT: kind(503, 'The query took too long', true),
  STORAGE_FULL: kind(507, 'The disk is full', true),
  // executions
  STEP_FAILED: kind(500, 'A step failed'),
  STEP_TIMED_OUT: kind(504, 'A step took too long', true),
  DEADLINE_EXCEEDED: kind(504, 'The execution took longer than it may'),
  CANCELLED: kind(409, 'The execution was cancelled'),
  TERMINATED: kind(409, 'The execution was terminated'),
  POISON: kind(500, 'The execution has brought its process down again and again'),
  UNDO_FAILED: kind(500, 'An undo failed'),
  HANDLER_FAILED: kind(500, 'The handler failed'),
  HANDLER_MISSING: kind(500, 'No handler of this version is installed'),
  RESULT_INVALID: kind(500, 'The result cannot be recorded'),
  HISTORY_MISMATCH: kind(500, 'The handler no longer follows its history'),
  FILE_UNREADABLE: kind(422, 'The file could not be read as what it appears to be'),
  PROFILER_FAILED: kind(500, 'The profiler could not finish'),
  MASH_IMPOSSIBLE: kind(422, 'The tables do not fit together'),
  MASHER_FAILED: kind(500, 'The masher could not finish'),
} as const satisfies Record<string, ProblemKind>;

/** A code of the catalogue. Tolerant readers treat one they do not know by its `status`. */
export type ProblemCode = keyof typeof PROBLEMS;
