import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemOf } from '@app/intent-contracts';

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Answers 404 to who asks for a WebSocket where there is none. Nest, which takes upgrades on this server by now, would
 * break the connection off without a word.
 */
export function answerUnknownUpgrades(server: Server, isServed: (path: string) => boolean): void {
  const takers = server.listeners('upgrade') as Upgrade[];
  server.removeAllListeners('upgrade');
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = (request.url ?? '').split('?')[0]!;
    if (isServed(path)) return takers.forEach((take) => take(request, socket, head));
    // Who has gone already is told nothing, and that is no error.
    socket.on('error', () => undefined);
    socket.end(notFound(path));
  });
}

function notFound(path: string): string {
  const detail = 'There is no WebSocket here. The AsyncAPI document says where there are.';
  const body = JSON.stringify({ ...problemOf('ROUTE_NOT_FOUND', detail), instance: path });
  const head = [
    'HTTP/1.1 404 Not Found',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
