import { Injectable, Logger } from '@nestjs/common';
import type { QueryDefinition } from '@app/intent-contracts';
import { Clock } from '../determinism/clock.js';
import { Ids } from '../determinism/ids.js';
import type { RealmChange } from '../storage/execution-store.js';
import type { ExecutionRecord } from '../storage/execution-record.js';
import { RealmDataAccess, type ArtifactWriter, type FactStore, type RealmData } from './realm-data.js';
import type { Attempt } from './attempt.js';
import type { AttemptContext } from './saga.js';
import { Turnover } from './turnover.js';

/** What the runs of an engine share. */
@Injectable()
export class RunEnvironment {
  private readonly logger = new Logger('Saga');
  readonly turnover: Turnover;

  constructor(
    readonly clock: Clock,
    readonly ids: Ids,
    readonly data: RealmDataAccess,
  ) {
    this.turnover = new Turnover(clock);
  }

  /** Tells the operator of what the log of the execution does not hold. */
  warn(message: string): void {
    this.logger.warn(message);
  }
}

/** What an attempt is given, made as it is asked for: most attempts ask for little of it. */
export class AttemptRun implements AttemptContext {
  readonly key: string;
  private data: RealmData | undefined;

  constructor(
    private readonly environment: RunEnvironment,
    private readonly execution: ExecutionRecord,
    step: string,
    readonly attempt: number,
    private readonly running: Attempt,
    /** What it changes is collected here, to be committed with its success. */
    private readonly changes: RealmChange[],
  ) {
    // The same for every attempt and for the undo, and for no other step.
    this.key = `${execution.executionId}:${step}`;
  }

  get signal(): AbortSignal {
    return this.running.signal;
  }

  get state(): FactStore {
    return this.realmData().state;
  }

  get artifacts(): ArtifactWriter {
    return this.realmData().artifacts;
  }

  ask<Input extends object, Output extends object>(
    definition: QueryDefinition<Input, Output>,
    input: Input,
  ): Promise<Output> {
    return this.realmData().ask(definition, input, this.signal);
  }

  private realmData(): RealmData {
    const { realm } = this.execution;
    this.data ??= this.environment.data.open(realm, this.execution, this.changes);
    return this.data;
  }
}
