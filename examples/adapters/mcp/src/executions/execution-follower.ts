import { Injectable } from '@nestjs/common';
import {
  type Caller,
  type Execution,
  ExecutionFeed,
  Executions,
  type StreamItem,
} from '@symphainy/experience/adapter-kit';

/** After these an execution may stand still until an operator has decided something. */
const MAY_STAND_STILL = ['execution.paused', 'execution.compensation_failed'];
const STANDS_STILL: readonly string[] = ['paused', 'compensation_failed'];

/** Waits for what becomes of executions. */
@Injectable()
export class ExecutionFollower {
  constructor(
    private readonly feed: ExecutionFeed,
    private readonly executions: Executions,
  ) {}

  /**
   * How an execution ended; or how it stands, where it waits for an operator or this process stops. Each thing that
   * happens is told first. Ends with an error when the caller leaves: the execution does not care who looks.
   */
  async follow(executionId: string, caller: Caller, tell: (item: StreamItem) => Promise<void>): Promise<Execution> {
    const { items } = await this.feed.open({ executionId }, {}, caller);
    for await (const item of items) {
      await tell(item);
      if (item.kind !== 'event' || !MAY_STAND_STILL.includes(item.event.type)) continue;
      // The log tells of all the times that it has stood still.
      const execution = await this.status(executionId, caller);
      if (STANDS_STILL.includes(execution.status)) return execution;
    }
    return this.status(executionId, caller);
  }

  async status(executionId: string, caller: Caller): Promise<Execution> {
    const reading = await this.executions.status(executionId, {}, caller);
    if (reading.unchanged) throw new Error('A status was asked for without a condition, and came as unchanged.');
    return reading.body;
  }
}
