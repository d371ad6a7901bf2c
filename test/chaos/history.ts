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
  /** The step has no undo, so its start need not be durable before it is invoked. */
  no_undo?: true;
  /**
   * Its caller had hung up by the time it was read: aborted, or dead; or it was stopped in the middle and has sent it when
   * it woke up. That it was applied counts; when it came does not, because it was begun earlier.
   */
  abandoned?: true;
  /** Which of several processes has called. */
  by?: string;
}

/** A cancel that a client has sent, as often as it took to be answered. */
export interface SentCancel {
  /** The status in its 202; undefined if it was refused or never answered. */
  acknowledged?: ExecutionStatus;
  /** What `allowed` of the execution that refused it says: it has ended. */
  refused?: true;
}

/** A signal that a client has sent, as often as it took to be answered. */
export interface SentSignal {
  id: string;
  name: string;
  /** How many 202 came back. */
  acknowledged: number;
  /** It had ended, and was told nothing any more. */
  refused?: true;
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
  cancel?: SentCancel;
  signals?: SentSignal[];
  /** How many notes its handler leaves in the log if it gets through. */
  notes?: number;
  /** What the client was told when it was first told that the execution has ended, and when. */
  ended?: { as: ExecutionStatus; at: number };
}

/** An event as a subscriber saw it: enough to know it again, and to notice that it was changed since. */
export interface SeenEvent {
  id: string;
  type: string;
  time: string;
  session_id: string;
}

/** What somebody asked to be told, and what they were told. */
export interface Subscription {
  /** One execution, or what the filter leaves of the tenant's feed. */
  execution_id?: string;
  session_id?: string;
  types?: string[];
  /** In the order in which it was seen, over all reconnects. */
  seen: SeenEvent[];
  /** Whether it was read to the end of the execution, or to the end of the run. */
  complete: boolean;
}

/** Everything that is known after a run, from witnesses that do not know of each other. */
export interface History {
  intents: IntentRecord[];
  ledger: LedgerCall[];
  /** Every execution that Runtime lists for the sessions of the run, as its status shows it. */
  executions: Execution[];
  /** The log of each of them. */
  events: Map<string, ExecutionEvent[]>;
  /** The tenant's feed, read once from its beginning when all was over. */
  feed?: SeenEvent[];
  subscriptions?: Subscription[];
}
