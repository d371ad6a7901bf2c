import { Logger } from '@nestjs/common';
import type { ExecutionStore } from '../storage/execution-store.js';
import type { RunEnvironment } from './run-environment.js';

/** Who carries out executions. */
export interface Carrier {
  /** Whether any is begun. */
  isOpen(): boolean;
  /** Whether an execution is carried out. */
  carries(executionId: string): boolean;
  /** Begins one from its log, unless it has ended or is somebody else's. `outOfTurn` says that it may be begun even if it never was. */
  begin(executionId: string, outOfTurn: boolean): Promise<void>;
}

/** How long after a failed write an execution is read from its log again. */
const STORE_RETRY_MS = 1_000;
/** The same when it has failed again and again: the disk is full, say, until somebody makes space. */
const STORE_RETRY_MOST_MS = 4_000;

/** Executions that this process owns and does not carry out: it lost them from memory, or was never told of them. */
export class Strays {
  private readonly logger = new Logger('Engine');
  /** Those that are begun again from their log. */
  private readonly lost = new Set<string>();
  /** Those that were held and not known of when the store was last asked. */
  private suspected: ReadonlySet<string> = new Set();

  constructor(
    private readonly store: ExecutionStore,
    private readonly environment: RunEnvironment,
    private readonly owner: string,
    private readonly carrier: Carrier,
  ) {}

  /** Whether an execution is begun again from its log. */
  has(executionId: string): boolean {
    return this.lost.has(executionId);
  }

  /** Says that an execution is carried out again, or is not this process's any more. */
  found(executionId: string): void {
    this.lost.delete(executionId);
  }

  /** Begins an execution from its log; if that cannot be read, it is tried again until it can. */
  async startAgain(executionId: string, error: unknown, outOfTurn = false): Promise<void> {
    this.logger.error(`Execution ${executionId} stopped: ${String(error)}. It goes on from its log.`);
    await this.start(executionId, outOfTurn);
  }

  /** Begins what this process holds and does not know of: a claim whose answer was lost may have been made. */
  async startHeld(error: unknown): Promise<void> {
    for (const executionId of await this.held()) void this.startAgain(executionId, error);
  }

  /**
   * Begins what was held and not known of the last time too. Once is not enough: what was accepted or claimed may be
   * durable for a while before this process is told.
   */
  async look(): Promise<void> {
    const before = this.suspected;
    // A look that fails is none: the next two count.
    this.suspected = new Set();
    this.suspected = new Set(await this.held());
    for (const executionId of this.suspected) {
      if (!before.has(executionId)) continue;
      this.logger.warn(`Execution ${executionId} was held here and nothing went on. It goes on from its log.`);
      void this.start(executionId, false);
    }
  }

  /** What the store says that this process holds, and it does not know of. */
  private async held(): Promise<string[]> {
    const held = await this.store.heldBy(this.owner);
    return held.filter((executionId) => !this.has(executionId) && !this.carrier.carries(executionId));
  }

  private async start(executionId: string, outOfTurn: boolean): Promise<void> {
    for (let pause = STORE_RETRY_MS; ; pause = Math.min(pause * 2, STORE_RETRY_MOST_MS)) {
      this.lost.add(executionId);
      await this.environment.clock.sleep(pause);
      if (!this.carrier.isOpen()) return;
      try {
        await this.carrier.begin(executionId, outOfTurn);
        return;
      } catch (again) {
        // A full disk stops all of them at once: the first line of each is enough.
        this.logger.debug(`Execution ${executionId} cannot be read yet: ${String(again)}.`);
      }
    }
  }
}
