import { connectWith, LiveClient, type FollowTarget } from '@app/intent-client';
import type { ExecutionEvent } from '@app/intent-contracts';
import { WebSocket } from 'ws';

/** Somebody with a WebSocket of their own who stays, and comes back by itself; it can stop reading. */
export class SteadyFollower {
  readonly seen: string[] = [];
  /** How often it was connected. */
  connections = 0;
  private socket: WebSocket | undefined;
  private readonly client: LiveClient;
  private readonly following: Promise<void>;
  private changed: () => void = () => undefined;
  private isConnected = false;

  /** Those of `ended` are followed first, one by one: it has another name for its subscription then than who follows fewer. */
  constructor(url: string, target: FollowTarget, ended: readonly FollowTarget[] = []) {
    this.client = new LiveClient({
      url,
      connect: (address, protocol, context) => {
        const socket = connectWith(WebSocket)(address, protocol, context) as WebSocket;
        socket.on('message', () => {
          this.isConnected = true;
        });
        this.socket = socket;
        this.connections += 1;
        return socket;
      },
    });
    this.following = this.follow(target, ended);
    this.following.catch(() => this.changed());
  }

  /** Resolves when `isIt` is true of what it has seen. */
  async until(isIt: (seen: readonly string[]) => boolean): Promise<void> {
    while (!isIt(this.seen)) {
      const change = new Promise<void>((resolve) => (this.changed = resolve));
      await Promise.race([change, this.following]);
    }
  }

  get hasHeard(): boolean {
    return this.isConnected;
  }

  stopReading(): void {
    this.socket?.pause();
  }

  readOn(): void {
    this.socket?.resume();
  }

  close(): void {
    // Whoever does not read does not hear the goodbye either.
    this.readOn();
    this.client.close();
  }

  private async follow(target: FollowTarget, ended: readonly FollowTarget[]): Promise<void> {
    for (const other of ended) for await (const { kind } of this.client.follow(other)) if (kind === 'end') break;
    for await (const item of this.client.follow(target)) {
      if (item.kind === 'gap') throw new Error('Nothing was dropped, and yet there is said to be a gap.');
      if (item.kind === 'event') this.take(item.event);
    }
  }

  private take({ id }: ExecutionEvent): void {
    this.seen.push(id);
    this.changed();
  }
}
