import { Injectable } from '@nestjs/common';
import { type Caller, Intents, type IntentType, toProblem } from '@symphainy/experience/adapter-kit';
import { ExecutionFollower } from '../executions/execution-follower.js';
import { ConnectionSessions } from '../connection/connection-sessions.js';
import type { CallToolResult, Tool, ToolCall, ToolDescription } from './tool.js';
import { tellingTo } from './telling-to.js';
import { outcomeResult, unfollowedResult } from './tool-results.js';

/** What can be asked for, as tools. The catalogue is Runtime's, and so is the check of what comes in. */
@Injectable()
export class IntentTools {
  constructor(
    private readonly intents: Intents,
    private readonly sessions: ConnectionSessions,
    private readonly follower: ExecutionFollower,
  ) {}

  async all(caller: Caller): Promise<Tool[]> {
    const { body } = await this.intents.types(caller);
    return body.intent_types.map((intent) => ({
      description: descriptionOf(intent),
      call: (call) => this.carryOut(intent, call),
    }));
  }

  private async carryOut({ type, realm }: IntentType, call: ToolCall): Promise<CallToolResult> {
    const { arguments: payload, idempotencyKey, connection } = call;
    const { caller } = connection;
    const submission = await this.sessions.within(connection, ({ tenantId, sessionId }) => {
      const intent = { intent_type: type, realm, tenant_id: tenantId, session_id: sessionId, payload: { ...payload } };
      return this.intents.submit(intent, { idempotencyKey }, caller);
    });
    if (submission.ended) return outcomeResult(submission.answer.body);
    const accepted = submission.answer.body;
    try {
      return outcomeResult(await this.follower.follow(accepted.execution_id, caller, tellingTo(call)));
    } catch (error) {
      if (caller.signal.aborted) throw error;
      return unfollowedResult(accepted, toProblem(error));
    }
  }
}

function descriptionOf({ type, realm, title = type, payload_schema }: IntentType): ToolDescription {
  return {
    name: toolName(type),
    title,
    description:
      `${title}. The intent ${type} of the realm ${realm}: every step is recorded before the next begins, and if one ` +
      'fails for good, what was done before is undone.',
    inputSchema: { ...payload_schema, type: 'object' },
  };
}

/** Many clients take letters, digits, `_` and `-` alone in a name, and `-` stands in no type. */
function toolName(type: string): string {
  return type.replaceAll('.', '-');
}
