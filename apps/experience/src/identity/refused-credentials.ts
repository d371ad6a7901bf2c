import type { IncomingMessage } from 'node:http';
import { toProblem } from '../adapter-kit/to-problem.js';
import { SeldomWarning } from '../operations/seldom-warning.js';

/** Tells those who run this of credentials that were refused: somebody may be trying them out. */
export class RefusedCredentials {
  private readonly warning = new SeldomWarning('Credentials');

  constructor(private readonly count: { inc(): void }) {}

  /** Whatever came of it; what has nothing to do with credentials is passed over. */
  notice(error: unknown, { socket }: IncomingMessage): void {
    const { code, detail } = toProblem(error);
    if (code !== 'UNAUTHENTICATED') return;
    this.count.inc();
    this.warning.happened(
      (times) => `${times} requests were refused, the last from ${socket.remoteAddress}: ${detail}`,
    );
  }
}
