import type { Execution } from '@app/intent-contracts';
import type { ExecutionLog } from './execution-log.js';
import type { IntentRecord, LedgerCall } from './history.js';

/** What one execution looks like from all sides. */
export interface Case {
  row: Execution;
  log: ExecutionLog;
  calls: LedgerCall[];
  /** The intent that was acknowledged as this execution, if one was. */
  intent: IntentRecord | undefined;
}
