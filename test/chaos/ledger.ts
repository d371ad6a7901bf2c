import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import type { LedgerCall } from './history.js';

/**
 * The outside world: it hears of every effect and forgets none, because it lives in the test's own process, which
 * nobody kills. What it has answered 2xx to, it holds.
 */
export class LedgerServer {
  /** In the order of arrival. */
  readonly calls: LedgerCall[] = [];
  private refusals = 0;
  private answering: Promise<void> = Promise.resolve();

  private constructor(private readonly server: Server) {}

  static async listen(): Promise<LedgerServer> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    const ledger = new LedgerServer(server);
    server.on('request', (request, response) => {
      ledger.write(request).then(
        (status) => response.writeHead(status).end(),
        // The caller was killed in the middle of its call: there is nobody to answer.
        () => request.socket.destroy(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return ledger;
  }

  /** Where it is called. What a caller puts behind it is the name that it goes by. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** The next calls are written down and answered 503 all the same, as by a server that fails while it answers. */
  refuseNext(calls: number): void {
    this.refusals = calls;
  }

  /** Calls are written down, and answered when the function that it gives is called: until then, their steps wait. */
  pause(): () => void {
    let resume!: () => void;
    this.answering = new Promise((resolve) => (resume = resolve));
    return resume;
  }

  of(executionId: string): LedgerCall[] {
    return this.calls.filter(({ execution_id }) => execution_id === executionId);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async write(request: IncomingMessage): Promise<number> {
    const entry = (await json(request)) as Omit<LedgerCall, 'at'>;
    const by = request.url?.slice(1);
    const call: LedgerCall = { ...entry, at: Date.now(), ...(by && { by }) };
    this.calls.push(call);
    await this.answering;
    // A hang-up that came with the call is read in the turn after it.
    await turn();
    await turn();
    if (request.socket.destroyed || request.socket.readableEnded) call.abandoned = true;
    if (this.refusals === 0) return 201;
    this.refusals -= 1;
    return 503;
  }
}
