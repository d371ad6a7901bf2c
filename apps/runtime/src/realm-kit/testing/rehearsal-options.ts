import type { RehearsedExecution } from './rehearsed-execution.js';

/** A signal that is sent when the execution waits for it. */
export interface RehearsalSignal {
  readonly name: string;
  readonly payload?: unknown;
  readonly id?: string;
  /** Sent right after acceptance, before anything waits for it. */
  readonly early?: boolean;
}

/** Bytes that are there before the handler begins. */
export interface RehearsalArtifact {
  readonly artifact_id: string;
  /** The bytes, or `path` to a file that holds them. */
  readonly content?: string | Uint8Array;
  readonly path?: string;
  readonly filename?: string;
  readonly media_type?: string;
  readonly kind?: string;
}

/** What surrounds a rehearsed execution. Everything may be left out. */
export interface RehearsalOptions<Output = unknown> {
  /** Sent one after the other, each when the execution waits for it. With none, time-outs run out. */
  readonly signals?: readonly RehearsalSignal[];
  /** Cancels it while this step is carried out for the first time, or while it waits under this name. */
  readonly cancelAt?: string;
  /** Facts of the realm that are there before. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly artifacts?: readonly RehearsalArtifact[];
  /** What queries answer, by their type, those of this realm too: none is part of a rehearsal. */
  readonly answers?: Readonly<Record<string, (input: object) => object>>;
  /** Is called at the end of every way, for what your own stand-ins have seen. What it throws tells which way it was. */
  readonly check?: (execution: RehearsedExecution<Output>) => void | Promise<void>;
}
