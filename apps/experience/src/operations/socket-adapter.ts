import type { IncomingMessage, Server } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { STREAM_PROTOCOL } from '@app/intent-contracts';
import type { ServerOptions, WebSocketServer } from 'ws';
import { toProblem } from '../adapter-kit/to-problem.js';
import type { ForeignPageCheck } from '../identity/foreign-pages.js';
import type { Recognition } from '../identity/recognition.js';
import type { RefusedCredentials } from '../identity/refused-credentials.js';
import { answerUnknownUpgrades } from './unknown-upgrade.js';

/** What a client sends are subscriptions; nothing of that is long. */
const MAX_FRAME_BYTES = 64 * 1024;

type Verdict = (isServed: boolean, status?: number, body?: string, headers?: Record<string, string>) => void;

/** WebSockets as they are served here: on the listener of HTTP, for the same callers, with small frames and our protocol. */
export class SocketAdapter extends WsAdapter {
  private readonly paths = new Set<string>();

  constructor(
    app: INestApplicationContext,
    private readonly check: ForeignPageCheck,
    private readonly recognition: Recognition,
    private readonly refused: RefusedCredentials,
  ) {
    super(app);
  }

  override create(port: number, options: ServerOptions): unknown {
    const isFirst = this.paths.size === 0;
    this.paths.add(options.path ?? '/');
    const created: unknown = super.create(port, {
      ...options,
      maxPayload: MAX_FRAME_BYTES,
      // It would cost each socket hundreds of kilobytes.
      perMessageDeflate: false,
      handleProtocols: (offered: Set<string>) => offered.has(STREAM_PROTOCOL) && STREAM_PROTOCOL,
      verifyClient: ({ req }: { req: IncomingMessage }, verdict: Verdict) => {
        this.admit(req).then(
          () => verdict(true),
          (error: unknown) => {
            this.refused.notice(error, req);
            const problem = toProblem(error);
            verdict(false, problem.status, JSON.stringify(problem), { 'Content-Type': 'application/problem+json' });
          },
        );
      },
    } as never);
    if (isFirst) answerUnknownUpgrades(this.httpServer as Server, (path) => this.paths.has(path));
    return created;
  }

  private async admit(request: IncomingMessage): Promise<void> {
    this.check(request);
    await this.recognition.ofUpgrade(request);
  }

  /** What a client does wrong closes its connection with a code that says so; it is no error of this server's. */
  override bindErrorHandler(server: WebSocketServer): WebSocketServer {
    return server.on('connection', (socket) => socket.on('error', () => undefined));
  }
}
