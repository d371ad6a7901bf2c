import { Client, type ClientConfig } from 'pg';
import { toStoreFailure } from '../postgres-failure.js';

/** First number of the advisory locks of replicas; the second is a replica's own. */
export const LOCK_CLASS = 0x53796d70;
const CHANNEL = 'symphainy';

/** What replicas hint at: a hint may be lost, and says nothing that could not be found by looking. */
export type Hint = 'work' | 'mail' | 'log';

/**
 * The one connection of a replica that lasts as long as it can: it holds the lock by which the database sees that the
 * replica is connected, and hears the hints of the others.
 */
export class ReplicaSession {
  private client: Client | undefined;
  /** What was asked last: a connection answers one question at a time. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly config: ClientConfig,
    private readonly hear: (hint: Hint) => void,
  ) {}

  get isOpen(): boolean {
    return this.client !== undefined;
  }

  async open(): Promise<void> {
    const client = new Client(this.config);
    const lost = (): void => {
      if (this.client === client) this.client = undefined;
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ payload }) => this.hear(payload as Hint));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.client = client;
    } catch (error) {
      client.end().catch(() => undefined);
      throw toStoreFailure(error);
    }
  }

  /** Rejects with `StoreFailure`; the session is closed then, and is to be opened again. */
  async query<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const { client } = this;
    if (!client) throw toStoreFailure(new Error('the session of this replica is not connected'));
    try {
      const asked = this.last.then(() => client.query(text, [...values]));
      this.last = asked.catch(() => undefined);
      return (await asked).rows as Row[];
    } catch (error) {
      await this.close();
      throw toStoreFailure(error);
    }
  }

  async tell(hints: readonly Hint[]): Promise<void> {
    await this.query(`SELECT pg_notify('${CHANNEL}', hint) FROM unnest($1::text[]) AS hint`, [hints]);
  }

  /** With the connection the lock is gone. */
  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    // One that is broken cannot be ended in order, and is not waited for.
    await client?.end().catch(() => undefined);
  }
}
