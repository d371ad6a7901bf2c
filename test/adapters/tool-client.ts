import {
  Client,
  StreamableHTTPClientTransport,
  type CallToolResult,
  type Progress,
} from '@modelcontextprotocol/client';

/** How a client finds out what the server speaks: the revision that knows no connections, or those before it. */
export type Era = 'auto' | 'legacy';

interface CallOptions {
  readonly signal?: AbortSignal;
  readonly meta?: Record<string, unknown>;
  /** Told of each sign of progress; without it none are asked for. */
  readonly told?: (message: string) => void;
}

/** What a program that has tools at `url` does with them. */
export class ToolClient {
  private constructor(readonly client: Client) {}

  static async connect(url: string, era: Era = 'auto'): Promise<ToolClient> {
    const client = new Client({ name: 'a program', version: '1' }, { versionNegotiation: { mode: era } });
    await client.connect(new StreamableHTTPClientTransport(new URL(url)));
    return new ToolClient(client);
  }

  async call(
    name: string,
    given: Record<string, unknown>,
    { signal, meta, told }: CallOptions = {},
  ): Promise<CallToolResult> {
    const onprogress = told && (({ message = '' }: Progress): void => told(message));
    return this.client.callTool(
      { name, arguments: given, ...(meta && { _meta: meta }) },
      { ...(signal && { signal }), ...(onprogress && { onprogress }), resetTimeoutOnProgress: true },
    );
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

/** What a result says in words. */
export function wordsOf({ content }: CallToolResult): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}
