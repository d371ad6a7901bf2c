import type { Problem } from '@app/intent-contracts';

/** The server has answered with HTTP in place of a WebSocket: it does not have it, or not for this client. */
export class UpgradeRefused extends Error {
  constructor(
    readonly url: string,
    readonly status: number,
    /** What it said, if it was a problem document. */
    readonly problem: Problem | undefined,
  ) {
    const said = problem ? ` (${problem.code}: ${problem.detail})` : '';
    super(
      `${url} answered ${status}${said} in place of a WebSocket. ` +
        'If it is a server that has none, follow with `transport: "sse"` or "polling", from the last cursor on.',
    );
    this.name = 'UpgradeRefused';
  }
}
