import { Injectable } from '@nestjs/common';
import { Executions, requestInvalid } from '@symphainy/experience/adapter-kit';
import { ExecutionFollower } from '../executions/execution-follower.js';
import type { CallToolResult, Tool, ToolCall } from './tool.js';
import { tellingTo } from './telling-to.js';
import { outcomeResult, statusResult } from './tool-results.js';

const inputSchema = {
  type: 'object' as const,
  properties: { execution_id: { type: 'string', description: 'As the result of an earlier call names it' } },
  required: ['execution_id'],
  additionalProperties: false,
};

/** What can be done about what was asked for before, by this client or another. */
@Injectable()
export class ExecutionTools {
  readonly all: readonly Tool[] = [
    {
      description: {
        name: 'execution-status',
        title: 'How something stands that was asked for',
        description: 'How an execution stands, and what came of it if it has ended. For a call that was cut short.',
        inputSchema,
        annotations: { readOnlyHint: true, idempotentHint: true },
      },
      call: (call) => this.status(call),
    },
    {
      description: {
        name: 'execution-cancel',
        title: 'Take back something that was asked for',
        description: 'Cancels an execution that has not ended: what it has done is undone, the last step first.',
        inputSchema,
        annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
      },
      call: (call) => this.cancel(call),
    },
  ];

  constructor(
    private readonly executions: Executions,
    private readonly follower: ExecutionFollower,
  ) {}

  private async status({ arguments: given, connection }: ToolCall): Promise<CallToolResult> {
    return statusResult(await this.follower.status(executionIdOf(given), connection.caller));
  }

  private async cancel(call: ToolCall): Promise<CallToolResult> {
    const executionId = executionIdOf(call.arguments);
    const { caller } = call.connection;
    await this.executions.command(executionId, 'cancel', {}, caller);
    return outcomeResult(await this.follower.follow(executionId, caller, tellingTo(call)), 'cancelled');
  }
}

function executionIdOf({ execution_id }: ToolCall['arguments']): string {
  if (typeof execution_id === 'string' && execution_id !== '') return execution_id;
  throw requestInvalid('/execution_id', 'is_string', 'The id of an execution is a text such as exe_0197….');
}
