import { Logger } from '@nestjs/common';
import { problemOf } from '@app/intent-contracts';
import type { CommitSignal } from '../storage/commit-signal.js';
import type { ExecutionRecord } from '../storage/execution-record.js';
import type { EngineEvent } from './execution-events.js';
import type { Journal } from './journal.js';
import type { RunEnvironment } from './run-environment.js';

/** An execution that was begun, until nothing is done for it here any more. */
export interface Begun {
  readonly journal: Journal;
  readonly done: Promise<void>;
}

/** Who carries out executions. */
export interface Ward {
  /** Begins nothing of its own accord until `open`. */
  close(): void;
  open(): void;
  /** Resolves when all that is carried out has come to rest. */
  atRest(): Promise<unknown>;
  /** Begins an execution; undefined if there is nothing to do for it. */
  begin(executionId: string): Promise<Begun | undefined>;
}

/**
 * Runs executions that may have brought processes down one at a time, with nothing else beside them: whoever dies then
 * is known to have been the one, and the others' runs are not counted against them.
 */
export class Quarantine {
  private readonly logger = new Logger('Engine');
  private busy = false;

  constructor(
    private readonly ward: Ward,
    private readonly signal: CommitSignal,
    private readonly environment: RunEnvironment,
    /** Milliseconds that others are waited for, and that one of them is given to record something. */
    private readonly patience: number,
  ) {}

  /** Runs them, each until something is recorded of it, and lets others be begun again. */
  async admit(suspects: readonly string[]): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.ward.close();
    if (suspects.length > 0) await this.within(this.ward.atRest());
    for (const executionId of suspects) {
      this.logger.warn(`Execution ${executionId} may have brought the process down; it is run alone first.`);
      const begun = await this.ward.begin(executionId);
      if (begun) await this.proven(executionId, begun);
    }
    this.busy = false;
    this.ward.open();
  }

  private async proven(executionId: string, { journal, done }: Begun): Promise<void> {
    const isProven = (): true | undefined => (journal.committed.runs === 0 ? true : undefined);
    const over = new Promise<unknown>((resolve) => void this.within(done).then(resolve));
    await this.signal.watch({ executionId }, isProven, over);
  }

  private async within(work: Promise<unknown>): Promise<void> {
    const limit = this.environment.clock.timer(this.patience);
    await Promise.race([work, limit.over]);
    limit.cancel();
  }
}

/** What is said of an execution that has been the death of too many processes. */
export function poisoned({ executionId, runs }: ExecutionRecord): EngineEvent {
  const detail = `${runs - 1} runs of execution ${executionId} in a row have ended with the death of the process. Find out what it does to it, deploy a handler that does not, and resume.`;
  return { type: 'execution.paused', data: { reason: 'poison', problem: problemOf('POISON', detail) } };
}
