import type { ExecutionEvent } from '@app/intent-contracts';
import type { FeedEntry } from '../storage/execution-record.js';

/** An entry of the log as it travels: a CloudEvents envelope. */
export function toEventEnvelope(entry: Omit<FeedEntry, 'position' | 'intentType'>): ExecutionEvent {
  const data = JSON.parse(entry.data) as Record<string, unknown>;
  return {
    specversion: '1.0',
    id: `${entry.executionId}:${entry.sequence}`,
    source: '/runtime',
    type: entry.type,
    subject: typeof data['step'] === 'string' ? data['step'] : entry.executionId,
    time: new Date(entry.time).toISOString(),
    tenantid: entry.tenantId,
    sessionid: entry.sessionId,
    executionid: entry.executionId,
    sequence: entry.sequence,
    data,
  };
}
