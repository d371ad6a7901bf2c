import type { Connect, WebSocketLike } from './web-socket-like.js';

interface Refusal {
  readonly statusCode?: number | undefined;
  setEncoding(encoding: 'utf8'): unknown;
  on(event: 'data', listener: (text: string) => void): unknown;
  once(event: 'close', listener: () => void): unknown;
}

/** What the class of the package `ws` can do beyond a browser's. */
interface WsSocket extends WebSocketLike {
  once(event: 'unexpected-response', listener: (request: unknown, answer: Refusal) => void): unknown;
  terminate(): void;
}

type WsClass = new (url: string, protocol: string, options: { headers: Record<string, string> }) => WsSocket;

const READ_AT_MOST = 64 * 1024;

/** By the WebSocket of the package `ws`, which sends the headers, and tells what a server answers that does not upgrade. */
export function connectWith(WebSocket: WsClass): Connect {
  return (url, protocol, { headers, refused }) => {
    const socket = new WebSocket(url, protocol, { headers: { ...headers } });
    socket.once('unexpected-response', (_request, answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (text) => {
        if (body.length < READ_AT_MOST) body += text;
      });
      answer.once('close', () => {
        refused(answer.statusCode ?? 0, body);
        socket.terminate();
      });
    });
    return socket;
  };
}
