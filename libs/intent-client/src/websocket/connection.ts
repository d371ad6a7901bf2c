import type { Problem, ServerFrame, StreamItem } from '@app/intent-contracts';
import type { Backoff } from '../backoff.js';
import { isPassing } from '../passing.js';
import { StreamRefused } from '../stream-refused.js';
import { LiveSocket, type Loss, type SocketOptions } from './live-socket.js';
import type { Subscription } from './subscription.js';

type Timer = ReturnType<typeof setTimeout>;

const UNHEARD: Loss = { for: 'no reason' };

interface ConnectionOptions {
  readonly socket: SocketOptions;
  /** Gets what opens the next socket, where one is needed. */
  readonly ticket: (() => Promise<string>) | undefined;
  readonly backoff: Backoff;
  /** Milliseconds for which it stays open when nobody follows. */
  readonly idleMs: number;
  /** Takes a subscription for which the server has no room on this connection. */
  readonly elsewhere: (subscription: Subscription) => void;
  /** Told when it is over, for good. */
  readonly retired: (connection: Connection) => void;
}

/** Subscriptions over one WebSocket, which is opened again whenever it is lost; each then goes on from its own cursor. */
export class Connection {
  private readonly subscriptions = new Set<Subscription>();
  private readonly named = new Map<string, Subscription>();
  private readonly retries = new Map<Subscription, Timer>();
  private names = 0;
  private limit = Number.POSITIVE_INFINITY;
  private socket: LiveSocket | undefined;
  private isWelcome = false;
  /** Stands for the ticket that is being asked for. */
  private asking: object | undefined;
  /** What it waits for: the next try to connect, the move to another server, or the end of idleness. */
  private timer: Timer | undefined;

  constructor(private readonly options: ConnectionOptions) {}

  get hasRoom(): boolean {
    return this.subscriptions.size < this.limit;
  }

  add(subscription: Subscription): void {
    if (this.subscriptions.size === 0) this.cancel();
    this.subscriptions.add(subscription);
    subscription.onRead(() => this.subscribe(subscription));
    if (this.socket) this.subscribe(subscription);
    else if (this.timer === undefined && this.asking === undefined) this.connect();
    else subscription.tell('away');
  }

  remove(subscription: Subscription): void {
    if (!this.subscriptions.delete(subscription)) return;
    this.withdraw(subscription);
    clearTimeout(this.retries.get(subscription));
    this.retries.delete(subscription);
    if (this.subscriptions.size > 0) return;
    if (this.isWelcome) this.schedule(this.options.idleMs, () => this.retire());
    else this.retire();
  }

  /** Closes it, for good. Who still follows is told nothing more. */
  retire(): void {
    this.cancel();
    for (const retry of this.retries.values()) clearTimeout(retry);
    this.leaveSocket();
    this.options.retired(this);
  }

  private connect(): void {
    this.cancel();
    const { ticket, socket } = this.options;
    if (ticket === undefined) return this.open(socket.url);
    const asking = (this.asking = {});
    const isWanted = (): boolean => this.asking === asking;
    ticket().then(
      (pass) => isWanted() && this.open(`${socket.url}?ticket=${encodeURIComponent(pass)}`),
      (error: Error) => isWanted() && this.lost(error instanceof StreamRefused ? { for: 'good', error } : UNHEARD),
    );
  }

  private open(url: string): void {
    this.asking = undefined;
    try {
      this.socket = new LiveSocket(
        { ...this.options.socket, url },
        {
          take: (frame) => this.take(frame),
          lost: (loss) => this.lost(loss),
        },
      );
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private take(frame: ServerFrame): void {
    switch (frame.event) {
      case 'welcome':
        return this.welcomed(frame.data.max_subscriptions);
      case 'subscribed':
        return this.named.get(frame.data.sub)?.begin(frame.data.cursor);
      case 'event':
        return this.deliver(frame.data.sub, { kind: 'event', cursor: frame.data.cursor, event: frame.data.event });
      case 'gap':
        return this.deliver(frame.data.sub, { kind: 'gap', oldest: frame.data.oldest });
      case 'snapshot':
        return this.deliver(frame.data.sub, { kind: 'snapshot', status: frame.data.status });
      case 'end':
        return this.deliver(frame.data.sub, { kind: 'end', cursor: frame.data.cursor });
      case 'error':
        return this.refused(frame.data.sub, frame.data.problem);
      case 'upstream':
        for (const subscription of this.named.values()) subscription.tell(frame.data.state);
        return;
      case 'draining':
        return this.schedule(this.options.backoff.soon(), () => this.move());
      case 'pong':
        // It has lasted for a heartbeat, so that it does not fail at once every time.
        return this.options.backoff.reset();
    }
  }

  private welcomed(limit: number): void {
    this.isWelcome = true;
    this.limit = limit;
    for (const surplus of [...this.subscriptions].slice(limit)) {
      this.subscriptions.delete(surplus);
      this.options.elsewhere(surplus);
    }
    for (const subscription of this.subscriptions) this.subscribe(subscription);
  }

  private subscribe(subscription: Subscription): void {
    const isDue = this.isWelcome && this.subscriptions.has(subscription) && subscription.name === undefined;
    if (!isDue || subscription.isFull) return;
    this.names += 1;
    // A name is used once, so that frames which are still under way are not taken for those of a later subscription.
    const name = String(this.names);
    subscription.name = name;
    this.named.set(name, subscription);
    this.socket?.send({ event: 'subscribe', data: subscription.asked(name) });
  }

  private deliver(name: string, item: StreamItem): void {
    const subscription = this.named.get(name);
    if (subscription === undefined) return;
    this.options.backoff.reset();
    if (!subscription.offer(item)) return this.withdraw(subscription);
    if (item.kind !== 'end') return;
    this.unname(subscription);
    this.remove(subscription);
  }

  private withdraw(subscription: Subscription): void {
    const { name } = subscription;
    if (name === undefined) return;
    this.unname(subscription);
    this.socket?.send({ event: 'unsubscribe', data: { sub: name } });
  }

  private unname(subscription: Subscription): void {
    this.named.delete(subscription.name ?? '');
    subscription.name = undefined;
  }

  private refused(name: string | undefined, problem: Problem): void {
    const subscription = this.named.get(name ?? '');
    if (subscription === undefined) return;
    this.unname(subscription);
    if (!isPassing(problem)) {
      subscription.fail(new StreamRefused(problem));
      return this.remove(subscription);
    }
    if (problem.status !== 429) subscription.tell('away');
    const again = setTimeout(() => this.subscribe(subscription), subscription.backoff.next());
    this.retries.set(subscription, again);
  }

  private lost(loss: Loss): void {
    this.leaveSocket();
    if (loss.for === 'good') return this.fail(loss.error);
    if (this.subscriptions.size === 0) return this.retire();
    for (const subscription of this.subscriptions) subscription.tell('away');
    const { backoff } = this.options;
    this.schedule(loss.for === 'now' ? backoff.soon() : backoff.next(), () => this.connect());
  }

  /** To a server that does not stop. Nothing was lost, so there is nothing to tell of. */
  private move(): void {
    this.leaveSocket();
    this.connect();
  }

  private leaveSocket(): void {
    this.asking = undefined;
    this.socket?.leave();
    this.socket = undefined;
    this.isWelcome = false;
    for (const subscription of this.named.values()) subscription.name = undefined;
    this.named.clear();
  }

  private fail(error: Error): void {
    for (const subscription of this.subscriptions) subscription.fail(error);
    this.subscriptions.clear();
    this.retire();
  }

  private schedule(milliseconds: number, action: () => void): void {
    this.cancel();
    this.timer = setTimeout(action, milliseconds);
  }

  private cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
