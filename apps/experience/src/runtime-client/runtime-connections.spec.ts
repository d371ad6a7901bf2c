import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { RuntimeConnections } from './runtime-connections.js';

/** Keeps this process from everything else. */
function beBusy(milliseconds: number): void {
  for (const until = performance.now() + milliseconds; performance.now() < until;);
}

describe('a connection to Runtime', () => {
  it('that came about while this process was busy is not taken for one that did not', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { fresh } = new RuntimeConnections();
    const socket = fresh.httpAgent.createConnection({ host: '127.0.0.1', port }) as Socket;
    beBusy(1_200);

    await expect(once(socket, 'connect')).resolves.toEqual([]);
    socket.destroy();
    server.close();
  });
});
