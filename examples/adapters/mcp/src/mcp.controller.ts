import type { ServerResponse } from 'node:http';
import { All, Body, Controller, Post, Query, Req, Res } from '@nestjs/common';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { type Caller, Documented, FromCaller, type HttpRequest } from '@symphainy/experience/adapter-kit';
import { ConnectionQuery } from './connection/connection.query.js';
import { answerWith, webRequest } from './http/web-exchange.js';
import { ToolServers } from './tools/tool-servers.js';

/** The Model Context Protocol over HTTP, without connections: each request is served for itself. */
@Controller('v1/mcp')
export class McpController {
  constructor(private readonly servers: ToolServers) {}

  @Post()
  @Documented({
    summary: 'The Model Context Protocol: every intent is a tool',
    tag: 'mcp',
    query: ConnectionQuery,
    answers: { 200: null, 202: null },
  })
  async serve(
    @Req() request: HttpRequest,
    @Body() body: unknown,
    @Query() { user_id: userId = 'mcp', session_id: sessionId }: ConnectionQuery,
    @FromCaller() caller: Caller,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const handler = createMcpHandler(() => this.servers.for({ caller, userId, sessionId }), {
      // A call can take long, and on a silent connection nobody could tell whether somebody is still there.
      responseMode: isCall(body) ? 'sse' : 'auto',
    });
    const answer = await handler.fetch(webRequest(request, caller.signal), { parsedBody: body });
    await answerWith(answer, response);
  }

  /** What clients of earlier revisions ask for to see whether there are connections here: there are none. */
  @All()
  decline(@Res() response: ServerResponse): void {
    response.writeHead(405, { Allow: 'POST' }).end();
  }
}

function isCall(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'method' in body && body.method === 'tools/call';
}
