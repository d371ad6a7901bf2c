import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import {
  type CallToolRequest,
  INVALID_PARAMS,
  ProtocolError,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { toProblem } from '@symphainy/experience/adapter-kit';
import type { Connection } from '../connection/connection.js';
import { ExecutionTools } from './execution-tools.js';
import { IntentTools } from './intent-tools.js';
import type { CallToolResult, Tool, ToolCall } from './tool.js';
import { refusalResult } from './tool-results.js';

const IDENTITY = { name: 'symphainy', title: 'Symphainy', version: '0.1.0' };
const INSTRUCTIONS =
  'Each tool has something carried out durably and answers when it has ended. A call that is cut short goes on without ' +
  'you: ask execution-status instead of calling again.';

/** A client that repeats a call with the same one is answered with what became of the first. */
const IDEMPOTENCY_KEY = 'symphainy/idempotency-key';

/** Speaks the protocol for one client at a time. */
@Injectable()
export class ToolServers {
  private readonly logger = new Logger('mcp');

  constructor(
    private readonly intents: IntentTools,
    private readonly executions: ExecutionTools,
  ) {}

  /** A server for what one request asks on behalf of its connection. */
  for(connection: Connection): Server {
    const server = new Server(IDENTITY, { capabilities: { tools: {} }, instructions: INSTRUCTIONS });
    server.setRequestHandler('tools/list', async () => {
      const tools = await this.tools(connection);
      return { tools: tools.map(({ description }) => description) };
    });
    server.setRequestHandler('tools/call', ({ params }, context) => this.call(params, context, connection));
    return server;
  }

  private async tools({ caller }: Connection): Promise<Tool[]> {
    return [...(await this.intents.all(caller)), ...this.executions.all];
  }

  private async call(
    { name, arguments: given = {} }: CallToolRequest['params'],
    context: ServerContext,
    connection: Connection,
  ): Promise<CallToolResult> {
    const { signal } = context.mcpReq;
    const caller = { ...connection.caller, signal: AbortSignal.any([connection.caller.signal, signal]) };
    let tool: Tool | undefined;
    try {
      tool = (await this.tools(connection)).find(({ description }) => description.name === name);
      if (!tool) throw new ProtocolError(INVALID_PARAMS, `There is no tool "${name}"; see tools/list.`);
      return await tool.call({ arguments: given, connection: { ...connection, caller }, ...this.about(context) });
    } catch (error) {
      // Nobody waits for an answer any more. The execution goes on: whoever wants it taken back says so.
      if (caller.signal.aborted || error instanceof ProtocolError) throw error;
      const problem = toProblem(error);
      if (problem.code === 'INTERNAL_ERROR') this.logger.error(error);
      // Until a tool is found nothing is asked for.
      return refusalResult(problem, tool?.description.annotations?.idempotentHint ?? tool === undefined);
    }
  }

  private about({ mcpReq }: ServerContext): Pick<ToolCall, 'idempotencyKey' | 'tell'> {
    const { _meta: meta = {} } = mcpReq;
    const key = meta[IDEMPOTENCY_KEY];
    const { progressToken } = meta;
    let progress = 0;
    return {
      idempotencyKey: typeof key === 'string' && key !== '' ? key : randomUUID(),
      tell: async (message) => {
        if (progressToken === undefined) return;
        progress += 1;
        await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, message } });
      },
    };
  }
}
