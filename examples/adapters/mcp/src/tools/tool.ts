import type { CallToolResult, Tool as ToolDescription } from '@modelcontextprotocol/server';
import type { Connection } from '../connection/connection.js';

export type { CallToolResult, ToolDescription };

/** A call of a tool, and the way to tell whoever called how far it has come. */
export interface ToolCall {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly connection: Connection;
  /** Repeating the call with the same one is answered with what became of the first. */
  readonly idempotencyKey: string;
  tell(message: string): Promise<void>;
}

/** Something that a client can have done. */
export interface Tool {
  readonly description: ToolDescription;
  /** Rejects with a problem where it was not taken up at all. */
  call(call: ToolCall): Promise<CallToolResult>;
}
