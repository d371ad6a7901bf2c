import type { StreamItem } from '@symphainy/experience/adapter-kit';
import { happening } from '../executions/happening.js';
import type { ToolCall } from './tool.js';

/** Tells whoever called what happens, as it happens. */
export function tellingTo({ tell }: ToolCall): (item: StreamItem) => Promise<void> {
  return async (item) => {
    const message = happening(item);
    if (message !== undefined) await tell(message);
  };
}
