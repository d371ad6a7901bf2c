import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionStore } from '../execution-store.js';

/** Until all of an execution is in the feed: on PostgreSQL it waits for older ones, also of other tests' databases. */
export async function untilFed(
  executions: ExecutionStore,
  tenantId: string,
  executionId: string,
  events: number,
): Promise<void> {
  const feed = () => executions.feed({ tenantId, limit: 1_000 });
  const isOf = (found: { executionId: string }): boolean => found.executionId === executionId;
  while ((await feed()).entries.filter(isOf).length < events) await sleep(10);
}
