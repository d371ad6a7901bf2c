import type { ArtifactRecord } from '../artifact-store.js';
import type { ExecutionRecord, LogEntry } from '../execution-record.js';
import type { Acceptance } from '../execution-store.js';
import type { SessionRecord } from '../session-store.js';

export const NOW = 1_800_000_000_000;

export const session = (sessionId: string, tenantId = 'acme', more: Partial<SessionRecord> = {}): SessionRecord => ({
  sessionId,
  tenantId,
  userId: 'ann',
  context: '{}',
  closed: false,
  createdAt: NOW,
  updatedAt: NOW,
  expiresAt: NOW + 1_000,
  ...more,
});

export const execution = (executionId: string, more: Partial<ExecutionRecord> = {}): ExecutionRecord => ({
  executionId,
  tenantId: 'acme',
  sessionId: 'ses_1',
  intentType: 'orders.place',
  realm: 'orders',
  handlerVersion: 1,
  concurrencyKey: null,
  retryOf: null,
  status: 'queued',
  pauseReason: null,
  blockedOn: null,
  wakeAt: null,
  completedSteps: 0,
  currentStep: null,
  result: null,
  error: null,
  residualEffects: '[]',
  sequence: 1,
  createdAt: NOW,
  updatedAt: NOW,
  finishedAt: null,
  owner: null,
  fence: 0,
  runs: 0,
  ...more,
});

export const artifact = (artifactId: string, more: Partial<ArtifactRecord> = {}): ArtifactRecord => ({
  artifactId,
  tenantId: null,
  sessionId: null,
  executionId: null,
  staged: true,
  filename: 'a.csv',
  kind: null,
  mediaType: 'text/csv',
  size: 1,
  sha256: 'ab',
  createdAt: NOW,
  ...more,
});

export const entry = (sequence: number, type = 'execution.accepted'): LogEntry => ({
  sequence,
  type,
  time: NOW,
  data: '{}',
});

export const acceptance = (record: ExecutionRecord, more: Partial<Acceptance> = {}): Acceptance => ({
  record,
  entries: [entry(1)],
  artifactIds: [],
  ...more,
});
