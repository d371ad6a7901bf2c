import type { ExecutionRecord, LogEntry } from '../storage/execution-record.js';
import type { ExecutionStore } from '../storage/execution-store.js';
import type { LoggedEvent } from './execution-events.js';
import { StepHistory } from './step-history.js';

/** An entry as the event it records. */
function toEvent({ sequence, type, time, data }: LogEntry): LoggedEvent {
  return { sequence, type, time, data: JSON.parse(data) as unknown } as LoggedEvent;
}

/** The whole log of an execution; of a tenant's, where one asks for it. */
export async function readLog(
  store: ExecutionStore,
  executionId: string,
  tenantId: string | null = null,
): Promise<LoggedEvent[]> {
  return (await store.entries(tenantId, executionId, 0)).map(toEvent);
}

/** The steps of an execution as its row has it: whoever carries it out elsewhere may have gone on since that was read. */
export async function historyAt(
  store: ExecutionStore,
  { executionId, tenantId, sequence }: Pick<ExecutionRecord, 'executionId' | 'tenantId' | 'sequence'>,
): Promise<StepHistory> {
  const history = new StepHistory();
  for (const event of await readLog(store, executionId, tenantId)) if (event.sequence <= sequence) history.apply(event);
  return history;
}
