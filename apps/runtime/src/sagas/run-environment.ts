import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../determinism/clock.js';
import { Ids } from '../determinism/ids.js';
import type { RealmChange } from '../storage/execution-store.js';
import type { ExecutionRecord } from '../storage/execution-record.js';
import { RealmDataAccess } from './realm-data.js';
import type { Attempt } from './attempt.js';
import type { AttemptContext } from './saga.js';

/** What the runs of an engine share. */
@Injectable()
export class RunEnvironment {
  private readonly logger = new Logger('Saga');

  constructor(
    readonly clock: Clock,
    readonly ids: Ids,
    readonly data: RealmDataAccess,
  ) {}

  /** Tells the operator of what the log of the execution does not hold. */
  warn(message: string): void {
    this.logger.warn(message);
  }
}

/** The key of a step: the same for every attempt and for the undo, and for no other step. */
function stepKey(executionId: string, step: string): string {
  return `${executionId}:${step}`;
}

/** What an attempt is given. What it changes is collected in `changes`, to be committed with its success. */
export function attemptContext(
  { data }: RunEnvironment,
  { executionId, realm, tenantId }: ExecutionRecord,
  step: string,
  number: number,
  attempt: Attempt,
  changes: RealmChange[],
): AttemptContext {
  const { state, artifacts } = data.open(realm, tenantId, changes);
  return {
    key: stepKey(executionId, step),
    attempt: number,
    state,
    artifacts,
    get signal() {
      return attempt.signal;
    },
  };
}
