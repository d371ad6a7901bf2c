import type { Execution, ExecutionEvent, ExecutionStatus } from '@app/intent-contracts';

/** One call that reached the ledger, in the order of arrival. */
export interface LedgerCall {
  /** Milliseconds on the clock of the test, which is the clients' clock too. */
  at: number;
  execution_id: string;
  step: string;
  kind: 'do' | 'undo';
  key: string;
  attempt: number;
}

/** One intent as the client that sent it knows it. */
export interface IntentRecord {
  order_id: string;
  session_id: string;
  idempotency_key: string;
  /** How often it was sent: more than once if an answer did not come. */
  sent: number;
  /** The execution named by each 202 that came back, in order. None: never acknowledged. */
  acknowledged: string[];
  /** What the client was told when it was first told that the execution has ended, and when. */
  ended?: { as: ExecutionStatus; at: number };
}

/** Everything that is known after a run, from three witnesses that do not know of each other. */
export interface History {
  intents: IntentRecord[];
  ledger: LedgerCall[];
  /** Every execution that Runtime lists for the sessions of the run, as its status shows it. */
  executions: Execution[];
  /** The log of each of them. */
  events: Map<string, ExecutionEvent[]>;
}
