import { Adapter } from '@symphainy/experience/adapter-kit';
import { ConnectionSessions } from './connection/connection-sessions.js';
import { ExecutionFollower } from './executions/execution-follower.js';
import { McpController } from './mcp.controller.js';
import { ExecutionTools } from './tools/execution-tools.js';
import { IntentTools } from './tools/intent-tools.js';
import { ToolServers } from './tools/tool-servers.js';

/** Delivery to programs that speak the Model Context Protocol: every intent of the catalogue is a tool. */
@Adapter({
  name: 'mcp',
  controllers: [McpController],
  providers: [ConnectionSessions, ExecutionFollower, ExecutionTools, IntentTools, ToolServers],
})
export class McpAdapter {}
