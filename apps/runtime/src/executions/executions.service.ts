import { Injectable } from '@nestjs/common';
import { isTerminal, ProblemError } from '@app/intent-contracts';
import { Clock } from '../determinism/clock.js';
import type { Order } from '../sagas/commands/order.js';
import { Engine } from '../sagas/engine.js';
import { historyAt } from '../sagas/log-reader.js';
import type { StepHistory } from '../sagas/step-history.js';
import { CommitSignal } from '../storage/commit-signal.js';
import type { ExecutionRecord } from '../storage/execution-record.js';
import { ExecutionStore, type ExecutionFilter } from '../storage/execution-store.js';
import type { Wait } from './prefer-wait.decorator.js';

/** Reads executions, waits for them, and passes an operator's commands on to the engine. */
@Injectable()
export class ExecutionsService {
  constructor(
    private readonly store: ExecutionStore,
    private readonly engine: Engine,
    private readonly signal: CommitSignal,
    private readonly clock: Clock,
  ) {}

  /** Throws `EXECUTION_NOT_FOUND`, for another tenant's too. */
  async get(tenantId: string | null, executionId: string): Promise<ExecutionRecord> {
    const active = this.engine.current(executionId);
    if (active && (tenantId === null || active.tenantId === tenantId)) return active;
    const record = await this.store.find(tenantId, executionId);
    if (record) return record;
    throw new ProblemError('EXECUTION_NOT_FOUND', `There is no execution ${executionId}. Check the id and the tenant.`);
  }

  /** The steps of an execution as its row has it. */
  history(record: ExecutionRecord): Promise<StepHistory> {
    return historyAt(this.store, record);
  }

  list(filter: ExecutionFilter): Promise<ExecutionRecord[]> {
    return this.store.list(filter);
  }

  /** The execution when it has ended, or as it is when the wait is over. */
  async whenDone(tenantId: string | null, executionId: string, wait: Wait): Promise<ExecutionRecord> {
    const found = await this.watch(tenantId, executionId, wait, (record) => isTerminal(record.status));
    return found ?? this.get(tenantId, executionId);
  }

  /** The execution when it is further than `sequence`; undefined if it is not when the wait is over. */
  whenChanged(
    tenantId: string | null,
    executionId: string,
    sequence: number,
    wait: Wait,
  ): Promise<ExecutionRecord | undefined> {
    return this.watch(tenantId, executionId, wait, (record) => record.sequence > sequence);
  }

  /**
   * Tells an execution to do something. Resolves when that is durable. Throws `EXECUTION_NOT_FOUND`, or
   * `TRANSITION_NOT_ALLOWED` with what is allowed instead. Repeating what has already taken effect is harmless.
   */
  async command(tenantId: string | null, executionId: string, order: Order): Promise<ExecutionRecord> {
    await this.get(tenantId, executionId);
    const commanded = await this.engine.command(executionId, order);
    return commanded ?? this.get(tenantId, executionId);
  }

  private async watch(
    tenantId: string | null,
    executionId: string,
    { limit, onGone }: Wait,
    isIt: (record: ExecutionRecord) => boolean,
  ): Promise<ExecutionRecord | undefined> {
    const timer = this.clock.timer(limit);
    onGone(timer.cancel);
    const look = async (): Promise<ExecutionRecord | undefined> => {
      const record = await this.get(tenantId, executionId);
      return isIt(record) ? record : undefined;
    };
    try {
      return await this.signal.watch({ executionId }, look, timer.over);
    } finally {
      timer.cancel();
    }
  }
}
