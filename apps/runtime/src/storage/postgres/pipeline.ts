import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import { Connections, runOn, type Statement } from './connections.js';

/** How long it is waited for the end of a connection: a server that is out of reach never says goodbye. */
const GOODBYE_MS = 2_000;

/**
 * One connection for statements that are transactions by themselves. Each is sent at once, so that the server goes from one
 * to the next without waiting for this process; it carries them out in this order, and one that fails fails alone.
 */
export class Pipeline extends Connections<Client> {
  private closed = false;
  private open: { readonly client: Client; readonly connected: Promise<unknown> } | undefined;

  constructor(
    private readonly config: ClientConfig,
    prelude: string,
  ) {
    super(prelude);
  }

  /**
   * Carries out statements as one transaction, all of which are sent at once, and calls `beforeCommit` before the last word
   * of it is. Resolves to the rows of each; one that is alone is a transaction by itself.
   */
  together(statements: readonly Statement[], beforeCommit: () => void): Promise<unknown[][]> {
    return this.again(async (client) => {
      const run = runOn(client);
      if (statements.length === 1) return [await run(statements[0]!)];
      const sent: Promise<unknown[]>[] = [];
      const send = (statement: Statement): void => {
        const answer = run(statement);
        // The first that fails is the one to tell of: those behind it fail because of it.
        answer.catch(() => undefined);
        sent.push(answer);
      };
      // In one piece: each piece would wake the server for its own.
      const { stream } = client.connection;
      stream.cork();
      send({ text: 'BEGIN' });
      for (const statement of statements) send(statement);
      stream.uncork();
      beforeCommit();
      send({ text: 'COMMIT' });
      const rows: unknown[][] = [];
      for (const answer of sent) rows.push(await answer);
      return rows.slice(1, -1);
    });
  }

  /** To be called when all that matters is answered: what is under way has a moment left. */
  override async close(): Promise<void> {
    this.closed = true;
    const client = this.open?.client;
    await Promise.race([client?.end(), sleep(GOODBYE_MS, undefined, { ref: false })]);
    client?.connection.stream.destroy();
  }

  protected override async lend(): Promise<Client> {
    if (this.closed) throw new Error('The pipeline is closed.');
    const { client, connected } = (this.open ??= this.connect());
    await connected;
    return client;
  }

  /** What else was sent on it is still answered if it can be. */
  protected override giveBack(client: Client, isBroken: boolean): void {
    if (!isBroken) return;
    this.forget(client);
    void client.end();
  }

  private connect(): NonNullable<Pipeline['open']> {
    // Time runs from when something is sent, and it may have to wait for what was sent before it.
    const query_timeout = 2 * Number(this.config.query_timeout);
    const client = new Client({ ...this.config, query_timeout, pipeline: true });
    // Whoever uses it is told; an error that nobody listens for would end the process.
    client.on('error', () => this.forget(client));
    client.once('end', () => this.forget(client));
    const connected = client.connect();
    connected.catch(() => this.forget(client));
    return { client, connected };
  }

  /** The next one to ask is given another connection. */
  private forget(client: Client): void {
    if (this.open?.client === client) this.open = undefined;
  }
}
