import type { ExecutionCommand } from '@app/intent-contracts';
import type { ExecutionRecord } from '../../../storage/execution-record.js';
import type { StoredEvent, StoredFact } from './simulated-database.js';

/** An intent as its client sent it, perhaps several times. */
export interface Submission {
  readonly number: number;
  readonly tenantId: string;
  readonly key: string;
  readonly bodyHash: string;
  readonly concurrencyKey: string | undefined;
  /** How often it was sent. */
  sent: number;
  /** Executions that it was told of, one for each answer. */
  readonly acknowledged: string[];
  /** How often it was refused because the key came with another body. */
  refused: number;
}

/** A command as its client sent it, and what became of it. */
export interface SentCommand {
  readonly executionId: string;
  readonly command: ExecutionCommand;
  /** The life of the process that it was sent to. */
  readonly life: number;
  /** Of a signal. */
  readonly signalId?: string;
  /** Sequence that was durable when it was sent. */
  readonly sentAt: number;
  answer?: {
    readonly status: string;
    /** What the answer says is durable, and what was when it came. */
    readonly sequence: number;
    readonly durable: number;
  };
  /** Why it was refused. */
  refusal?: string;
}

/** A call of an effect, as the world saw it. */
export interface EffectCall {
  readonly kind: 'do' | 'undo';
  readonly executionId: string;
  readonly step: string;
  readonly key: string;
  readonly attempt: number;
  /** Whether its start must be durable first. */
  readonly armed: boolean;
  readonly life: number;
  /** Whether another process had taken over by then. */
  readonly zombie: boolean;
  readonly at: number;
  /** What was durable of its execution when it began. */
  readonly durable: number;
  /** Outcomes that its handler had been told of when it asked for the step. */
  readonly delivered: number;
  /** What an undo was told that the step had returned. */
  readonly output?: unknown;
  /** Whether it took effect in the world. */
  applied: boolean;
  endedAt?: number;
  abortedAt?: number;
}

/** A run of a handler: what it asked for and was told, in order. */
export interface HandlerRun {
  readonly executionId: string;
  readonly life: number;
  /** Whether another process had taken over when it began. */
  readonly zombie: boolean;
  /** Outcomes that the log held when it began; 0 for a zombie, which may have read the log before. */
  readonly recorded: number;
  readonly trace: string[];
  delivered: number;
}

/** Why a life of the process is not to be held to what it had in memory and not in the log. */
export interface Life {
  readonly number: number;
  /** Whether a write or a read of it failed, or it was cut off. */
  disturbed: boolean;
}

/** All that is known of a simulation when it is over. */
export interface SimulatedHistory {
  readonly submissions: readonly Submission[];
  readonly commands: readonly SentCommand[];
  readonly calls: readonly EffectCall[];
  readonly runs: readonly HandlerRun[];
  readonly lives: readonly Life[];
  readonly rows: readonly ExecutionRecord[];
  readonly logs: ReadonlyMap<string, readonly StoredEvent[]>;
  readonly facts: readonly StoredFact[];
  /** What the scheduler itself saw that must not be. */
  readonly seen: readonly string[];
  /** Which body each key is bound to, and to which execution. */
  readonly keys: ReadonlyMap<string, { body_hash: string; execution_id: string }>;
}
