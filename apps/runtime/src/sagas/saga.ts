import type { Problem } from '@app/intent-contracts';
import type { Duration } from './duration.js';
import type { ArtifactReader, ArtifactWriter, Asker, FactReader, FactStore } from './realm-data.js';
import type { RetryPolicy } from './retry-policy.js';

/** The step changes nothing outside its output, so there is nothing to undo. */
export const NOTHING_TO_UNDO = Symbol('NOTHING_TO_UNDO');

/** The step cannot be undone. What it did stands in `residual_effects` when the execution turns back. */
export const IRREVERSIBLE = Symbol('IRREVERSIBLE');

/** What every attempt of a step and of its undo is given. */
export interface AttemptContext extends Asker {
  /** Derived from the execution and the step; the same for every attempt and for the undo. Send it as idempotency key. */
  readonly key: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Aborted when the attempt has run out of time or the execution turns back. */
  readonly signal: AbortSignal;
  /** The realm's own facts of this tenant. What is written commits with the attempt's success, or not at all. */
  readonly state: FactStore;
  /** The tenant's artifacts. What is changed commits with the attempt's success, or not at all. */
  readonly artifacts: ArtifactWriter;
}

/** What an attempt of a step is given beside. */
export interface StepContext extends AttemptContext {
  /** Says how far it has come: any JSON. Followers are shown it, at most once a second; what comes sooner is passed over. */
  progress(progress: unknown): void;
}

/** What an undo is given beside. It must accept that the step never happened: then `output` is undefined. */
export interface UndoContext<Output> extends AttemptContext {
  readonly output: Output | undefined;
  /** Why the execution turns back. */
  readonly cause: Problem;
}

/** A step: what it does, and beside it what takes that back. */
export interface StepDefinition<Output> {
  /** Its JSON is recorded and is what the handler gets, the first time too. */
  invoke(context: StepContext): Output | Promise<Output>;
  compensate:
    | ((context: UndoContext<Awaited<Output>>) => unknown | Promise<unknown>)
    | typeof NOTHING_TO_UNDO
    | typeof IRREVERSIBLE;
  /** How often and when to try again; see `RetryPolicy` for what is left out. */
  retry?: Partial<RetryPolicy>;
  /** How the undo is tried again; see there, too. */
  undoRetry?: Partial<RetryPolicy>;
  /** Longest an attempt may take, e.g. `'30s'`; then it is aborted and its outcome is unknown. None by default. */
  timeout?: Duration;
  /** What to do when the attempts are used up: turn back (default), or pause for an operator. */
  onExhausted?: 'compensate' | 'pause';
}

/** What somebody outside has told an execution. */
export interface Signal<Payload = unknown> {
  readonly id: string;
  readonly payload: Payload;
}

/**
 * What a handler programs against. After a crash the handler runs again from the top and recorded outcomes are handed
 * to it, so between two calls of `saga` it awaits nothing else, and everything that touches the world stands in a step.
 */
export interface Saga {
  readonly executionId: string;
  readonly tenantId: string;
  readonly sessionId: string;

  /**
   * Carries out a step: at least once, its outcome recorded exactly once.
   * A name is used once in an execution. Rejects with `StepFailed` when the step has failed for good.
   */
  step<Output>(name: string, definition: StepDefinition<Output>): Promise<Awaited<Output>>;

  /** Waits for this long. The handler is dropped meanwhile and replayed afterwards, so a year costs what a minute does. */
  sleep(name: string, duration: Duration): Promise<void>;

  /**
   * Waits until somebody sends the execution a signal of this name; undefined if the time-out is over first. Signals are
   * kept from when they come, and each ends one wait, in the order in which they came.
   */
  waitForSignal<Payload = unknown>(
    name: string,
    options?: { timeout?: Duration },
  ): Promise<Signal<Payload> | undefined>;

  /** The realm's own facts of this tenant: what is set here commits with the next outcome. Read them in a step. */
  readonly state: Pick<FactStore, 'set' | 'delete'>;

  /** Adds an event `<realm>.<name>` to the log, with the next outcome. */
  emit(name: string, data: object): void;

  /** The time of the last entry handed over: the same when replayed. */
  now(): Date;

  /** The nth call gives the same id when replayed. */
  uuid(): string;
}

/** What a query handler is given: read-only, and bound to the tenant that asks. */
export interface QueryContext extends Asker {
  readonly tenantId: string;
  readonly sessionId: string | undefined;
  readonly state: FactReader;
  readonly artifacts: ArtifactReader;
  /** Aborted when the query has run out of time or the caller has gone. */
  readonly signal: AbortSignal;
}
