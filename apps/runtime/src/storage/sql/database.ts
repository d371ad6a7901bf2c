/** The tables as Kysely sees them. Times are milliseconds since the epoch, booleans 0 or 1, JSON is text. */
export interface Database {
  sessions: SessionsTable;
  executions: ExecutionsTable;
  appends: AppendsTable;
  idempotency_keys: IdempotencyKeysTable;
  artifacts: ArtifactsTable;
  artifact_sources: ArtifactSourcesTable;
  deleted_artifacts: DeletedArtifactsTable;
  facts: FactsTable;
  feed_horizons: FeedHorizonsTable;
  api_keys: ApiKeysTable;
  revocations: RevocationsTable;
}

interface SessionsTable {
  session_id: string;
  tenant_id: string;
  user_id: string;
  context: string;
  closed: number;
  created_at: number;
  updated_at: number;
  expires_at: number;
}

interface ExecutionsTable {
  execution_id: string;
  tenant_id: string;
  session_id: string;
  intent_type: string;
  realm: string;
  handler_version: number;
  concurrency_key: string | null;
  retry_of: string | null;
  status: string;
  pause_reason: string | null;
  blocked_on: string | null;
  wake_at: number | null;
  completed_steps: number;
  current_step: string | null;
  result: string | null;
  error: string | null;
  residual_effects: string;
  sequence: number;
  created_at: number;
  updated_at: number;
  finished_at: number | null;
  owner: string | null;
  fence: number;
  runs: number;
  held: number;
}

/** A row has all that was appended to a log at once; its sequence and its time are those of the last entry. */
interface AppendsTable {
  position: number;
  execution_id: string;
  sequence: number;
  tenant_id: string;
  time: number;
  entries: string;
}

interface FeedHorizonsTable {
  tenant_id: string;
  position: number;
}

interface IdempotencyKeysTable {
  tenant_id: string;
  route: string;
  key: string;
  body_hash: string;
  status: string;
  execution_id: string;
  created_at: number;
}

interface ArtifactsTable {
  artifact_id: string;
  tenant_id: string | null;
  session_id: string | null;
  execution_id: string | null;
  staged: number;
  filename: string;
  kind: string | null;
  media_type: string;
  size: number;
  sha256: string;
  created_at: number;
}

interface ArtifactSourcesTable {
  tenant_id: string;
  artifact_id: string;
  source_id: string;
}

interface DeletedArtifactsTable {
  tenant_id: string;
  artifact_id: string;
  execution_id: string | null;
  filename: string;
  kind: string | null;
}

interface ApiKeysTable {
  key_id: string;
  tenant_id: string;
  name: string;
  scopes: string;
  hash: string;
  created_at: number;
  created_by: string;
  expires_at: number | null;
  revoked_at: number | null;
}

interface RevocationsTable {
  tenant_id: string;
  kind: string;
  value: string;
  revoked_at: number;
  revoked_by: string;
  kept_until: number;
}

interface FactsTable {
  tenant_id: string;
  scope: string;
  key: string;
  value: string;
  version: number;
}
