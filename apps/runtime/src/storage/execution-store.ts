import type { EventData, ExecutionStatus } from '@app/intent-contracts';
import type { ExecutionRecord, FeedEntry, LogEntry } from './execution-record.js';

/** Under which key a request may be repeated, and what it must say then. */
export interface IdempotencyClaim {
  readonly route: string;
  readonly key: string;
  /** Hash of the body: the same key with another body is refused. */
  readonly bodyHash: string;
}

/** A new execution, to be accepted whole or not at all. */
export interface Acceptance {
  readonly record: ExecutionRecord;
  readonly entries: readonly LogEntry[];
  readonly idempotency?: IdempotencyClaim;
  /** Staged artifacts that the intent names; they become its tenant's and session's. */
  readonly artifactIds: readonly string[];
}

/**
 * What became of an acceptance. All but `accepted` have changed nothing; `status` is that of the first answer. One that is
 * held waits for its concurrency key, and has no owner, whatever owner was asked for.
 */
export type AcceptanceResult =
  | { readonly outcome: 'accepted'; readonly isHeld?: boolean }
  | { readonly outcome: 'replayed'; readonly executionId: string; readonly status: ExecutionStatus }
  | { readonly outcome: 'key_reused' | 'session_not_found' | 'session_closed' }
  | { readonly outcome: 'artifact_not_found'; readonly artifactId: string };

/** What an artifact was made from, as its maker knew it: it may be deleted before the commit that says so. */
export interface ArtifactSource {
  readonly artifactId: string;
  readonly filename: string;
  readonly kind: string | null;
}

/** A change beside the log that commits with the entry that caused it. */
export type RealmChange =
  | { readonly kind: 'fact.set'; readonly scope: string; readonly key: string; readonly value: string }
  | { readonly kind: 'fact.delete'; readonly scope: string; readonly key: string }
  /** Makes a staged artifact the execution's. What cannot be, because it has been swept, is refused with all that it commits with. */
  | {
      readonly kind: 'artifact.create';
      readonly artifactId: string;
      readonly sessionId: string;
      readonly executionId: string;
      /** What the log says of it. */
      readonly created: EventData['artifact.created'];
    }
  | {
      readonly kind: 'artifact.describe';
      readonly artifactId: string;
      readonly contentKind: string | null;
      readonly mediaType: string | null;
      readonly filename: string | null;
      readonly sources: readonly ArtifactSource[];
    }
  | { readonly kind: 'artifact.delete'; readonly artifactId: string }
  /** What another replica's letter asked for is what this commit appends. */
  | { readonly kind: 'mail.answer'; readonly letterId: string; readonly answer: string };

/** What an owner adds to its execution: entries, the row that folding them gives, and realm changes. */
export interface Append {
  readonly record: ExecutionRecord;
  readonly entries: readonly LogEntry[];
  readonly changes: readonly RealmChange[];
}

/**
 * Something that has entries to append. The store asks for them when it forms the batch, as late as it can, so that
 * whatever an execution appends while the former batch is being written shares one row and one commit.
 */
export interface AppendSource {
  /** Whether no append to this execution is under way: if one failed, what follows it must not be written. */
  readonly mayGoAhead: boolean;
  take(): Append;
}

/** How much of what could go on an owner would take. */
export interface Claim {
  readonly owner: string;
  readonly limit: number;
  /** Milliseconds since the epoch: whose wait is over by then is woken. */
  readonly now: number;
}

/** What an owner was given. */
export interface Claimed {
  readonly claimed: readonly ExecutionRecord[];
  /** When the next waiting execution is to be woken; null if none waits for a time. */
  readonly nextWakeAt: number | null;
  /** Whether there may be more although the limit was not reached. */
  readonly maybeMore?: boolean;
}

/** How many executions that have not ended are bound to a version of a handler. */
export interface InFlight {
  readonly intentType: string;
  readonly handlerVersion: number;
  readonly count: number;
}

/** Which executions to list; newest first. */
export interface ExecutionFilter {
  readonly tenantId: string;
  readonly status?: ExecutionStatus;
  readonly intentType?: string;
  readonly realm?: string;
  readonly sessionId?: string;
  /** Milliseconds since the epoch, exclusive. */
  readonly createdAfter?: number;
  /** Only those older than this one. */
  readonly before?: string;
  readonly limit: number;
}

/** Which entries of many executions to read, in the order of their commits. */
export interface FeedFilter {
  readonly tenantId: string;
  readonly sessionId?: string;
  readonly intentType?: string;
  readonly types?: readonly string[];
  /** Position to go on after; the beginning if left out. */
  readonly after?: string;
  readonly limit: number;
}

/** A part of a feed: what was found, and how far was looked. */
export interface FeedPart {
  readonly entries: readonly FeedEntry[];
  /** Go on after this one: the last position looked at, whether or not it fitted the filter. Undefined at the beginning. */
  readonly position?: string;
  /** Whether the look ended before the feed did. */
  readonly more: boolean;
  /** Said if what follows `after` is not whole: up to this position logs have been dropped. */
  readonly horizon?: string;
}

/** Whose logs to drop. */
export interface LogDrop {
  /** Milliseconds since the epoch: only executions that ended before. */
  readonly endedBefore: number;
  /** Position to go on after; the beginning if left out. */
  readonly after?: string;
  /** How many rows of the log to look at. */
  readonly limit: number;
}

/** What became of it. */
export interface DroppedLogs {
  /** Executions. */
  readonly dropped: number;
  /** Where to go on; undefined if nothing that follows is old enough. */
  readonly position?: string;
}

/** Thrown by `append` when another owner has claimed the execution since. Nothing was changed. */
export class FenceLost extends Error {
  override readonly name = 'FenceLost';
  constructor(executionId: string) {
    super(`Another owner has claimed execution ${executionId}; this one's entries were refused.`);
  }
}

/**
 * Where executions live. Every write resolves when it is durable, and not before; a rejected one may or may not have
 * been made unless it says otherwise.
 */
export abstract class ExecutionStore {
  /**
   * Records a new execution with its idempotency key and the artifacts that it claims, in one commit. `replayed` is
   * always another execution: the store may write the same acceptance twice when it does not know of the first.
   */
  abstract accept(acceptance: Acceptance): Promise<AcceptanceResult>;

  /** Appends what the source has when the batch is formed. Rejects with `FenceLost` if the fence no longer holds. */
  abstract append(source: AppendSource): Promise<void>;

  /**
   * Takes up to `limit` executions that nobody runs and that could go on. Tenants take turns, then age counts. One whose
   * concurrency key another one holds is passed over.
   */
  abstract claimReady(claim: Claim): Promise<Claimed>;

  /**
   * Takes one execution whatever its status, unless it has ended or somebody has it. `again`: the owner itself may have
   * it, and knows that it does not carry it out.
   */
  abstract claimOne(
    owner: string,
    executionId: string,
    options?: { again?: boolean },
  ): Promise<ExecutionRecord | undefined>;

  /** Executions that the owner has and that have not ended. */
  abstract heldBy(owner: string): Promise<string[]>;

  /** The row; undefined if there is none of this id, or if it is another tenant's. A null tenant means any. */
  abstract find(tenantId: string | null, executionId: string): Promise<ExecutionRecord | undefined>;

  /** Entries of one execution with a sequence above `after`, in order; none of another tenant's. A null tenant means any. */
  abstract entries(tenantId: string | null, executionId: string, after: number, limit?: number): Promise<LogEntry[]>;

  abstract list(filter: ExecutionFilter): Promise<ExecutionRecord[]>;

  /** Executions that have not ended, counted by what they need to go on. */
  abstract inFlight(): Promise<InFlight[]>;

  abstract feed(filter: FeedFilter): Promise<FeedPart>;

  /**
   * Drops the whole logs of executions that ended long ago, among the oldest entries; their rows stay. Feeds say from then
   * on that they are not whole before.
   */
  abstract dropLogs(drop: LogDrop): Promise<DroppedLogs>;

  /** The position after which a feed has what is not committed yet; undefined if nothing ever was. */
  abstract lastPosition(tenantId: string): Promise<string | undefined>;
}
