import type { Connect, WebSocketLike } from './web-socket-like.js';

/** By the WebSocket of the browser, or of Node from 22 on. It sends no headers. Throws where there is none. */
export const connectGlobally: Connect = (url, protocol) => {
  const { WebSocket } = globalThis as { WebSocket?: new (url: string, protocol: string) => WebSocketLike };
  if (WebSocket !== undefined) return new WebSocket(url, protocol);
  throw new Error('There is no WebSocket here. Give LiveClient `connect: connectWith(WebSocket)` with that of `ws`.');
};
