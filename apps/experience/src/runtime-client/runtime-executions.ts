import { Injectable } from '@nestjs/common';
import type { Execution, ExecutionCommand, ExecutionDetail, ExecutionPage, UndoPlan } from '@app/intent-contracts';
import type { Answer, Reading } from '../adapter-kit/answer.js';
import type { Caller } from '../adapter-kit/caller.js';
import {
  Executions,
  type CommandOptions,
  type ExecutionFilter,
  type StatusOptions,
} from '../adapter-kit/executions.js';
import { RuntimeClient } from './runtime-client.js';
import { runtimePath } from './runtime-path.js';

@Injectable()
export class RuntimeExecutions extends Executions {
  constructor(private readonly runtime: RuntimeClient) {
    super();
  }

  get(executionId: string, caller: Caller): Promise<Answer<ExecutionDetail>> {
    return this.runtime.call({ method: 'GET', path: runtimePath`/api/execution/${executionId}`, caller });
  }

  async status(executionId: string, { ifNoneMatch, wait }: StatusOptions, caller: Caller): Promise<Reading<Execution>> {
    const answer = await this.runtime.call<Execution>({
      method: 'GET',
      path: runtimePath`/api/execution/${executionId}/status`,
      headers: { 'If-None-Match': ifNoneMatch },
      wait,
      caller,
    });
    return { ...answer, unchanged: answer.status === 304 };
  }

  list(filter: ExecutionFilter, caller: Caller): Promise<Answer<ExecutionPage>> {
    return this.runtime.call({ method: 'GET', path: '/api/execution', query: { ...filter }, caller });
  }

  undoPlan(executionId: string, caller: Caller): Promise<Answer<UndoPlan>> {
    return this.runtime.call({ method: 'GET', path: runtimePath`/api/execution/${executionId}/undo-plan`, caller });
  }

  command(
    executionId: string,
    command: ExecutionCommand,
    { step, signal, body }: CommandOptions,
    caller: Caller,
  ): Promise<Answer<Execution>> {
    const path = runtimePath`/api/execution/${executionId}` + pathOf(command, step, signal);
    return this.runtime.call({ method: 'POST', path, caller, ...(body && { body }) });
  }
}

function pathOf(command: ExecutionCommand, step = '', signal = ''): string {
  if (command === 'step/resolve') return runtimePath`/step/${step}/resolve`;
  return command === 'signal' ? runtimePath`/signal/${signal}` : `/${command}`;
}
