import type { Execution } from '@app/intent-contracts';
import type { ExecutionLog } from './execution-log.js';
import type { LedgerCall } from './history.js';

/** What one execution looks like from all sides. */
export interface Case {
  row: Execution;
  log: ExecutionLog;
  calls: LedgerCall[];
  /** When a client was first told that it has ended. */
  endedAt: number;
}
