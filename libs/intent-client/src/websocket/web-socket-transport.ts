import type { StreamItem } from '@app/intent-contracts';
import type { Backoff } from '../backoff.js';
import type { FollowRequest } from '../follow.js';
import { Transport } from '../transport.js';
import { Connection } from './connection.js';
import type { SocketOptions } from './live-socket.js';
import { Subscription } from './subscription.js';

interface WebSocketTransportOptions {
  readonly socket: SocketOptions;
  readonly ticket: (() => Promise<string>) | undefined;
  readonly backoff: () => Backoff;
  readonly idleMs: number;
  /** Items that are held for one who does not read. */
  readonly queueLimit: number;
}

/** Events of all who follow over one WebSocket, or as many as the server's limit of subscriptions makes necessary. */
export class WebSocketTransport extends Transport {
  private readonly connections = new Set<Connection>();

  constructor(private readonly options: WebSocketTransportOptions) {
    super();
  }

  async *follow(request: FollowRequest): AsyncGenerator<StreamItem, void> {
    const { signal } = request;
    const subscription = new Subscription(request, this.options.queueLimit, this.options.backoff());
    signal.addEventListener('abort', subscription.stop, { once: true });
    if (signal.aborted) return;
    this.place(subscription);
    try {
      for (;;) {
        const item = await subscription.next();
        if (item === undefined) return;
        yield item;
      }
    } finally {
      signal.removeEventListener('abort', subscription.stop);
      for (const connection of this.connections) connection.remove(subscription);
    }
  }

  close(): void {
    for (const connection of this.connections) connection.retire();
  }

  private place(subscription: Subscription): void {
    const free = [...this.connections].find(({ hasRoom }) => hasRoom);
    (free ?? this.connection()).add(subscription);
  }

  private connection(): Connection {
    const connection = new Connection({
      socket: this.options.socket,
      ticket: this.options.ticket,
      backoff: this.options.backoff(),
      idleMs: this.options.idleMs,
      elsewhere: (subscription) => this.place(subscription),
      retired: (retired) => this.connections.delete(retired),
    });
    this.connections.add(connection);
    return connection;
  }
}
