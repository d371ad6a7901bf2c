import type { LogEntry } from '../storage/execution-record.js';
import type { ExecutionStore } from '../storage/execution-store.js';
import type { LoggedEvent } from './execution-events.js';

/** An entry as the event it records. */
function toEvent({ sequence, type, time, data }: LogEntry): LoggedEvent {
  return { sequence, type, time, data: JSON.parse(data) as unknown } as LoggedEvent;
}

/** The whole log of an execution. */
export async function readLog(store: ExecutionStore, executionId: string): Promise<LoggedEvent[]> {
  return (await store.entries(executionId, 0)).map(toEvent);
}
