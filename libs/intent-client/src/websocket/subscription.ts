import type { StreamItem, Subscribe, UpstreamState } from '@app/intent-contracts';
import type { Backoff } from '../backoff.js';
import type { FollowRequest } from '../follow.js';
import { ToldUpstream } from '../told-upstream.js';

/** What one who follows has not read yet, and how to go on after it. It holds so much and no more. */
export class Subscription {
  /** What it is called on the connection, while it stands there. */
  name: string | undefined;
  private readonly queue: StreamItem[] = [];
  private readonly upstream = new ToldUpstream();
  private cursor: string | undefined;
  private overflowed = false;
  private isOver = false;
  private failure: Error | undefined;
  private wake: () => void = () => undefined;
  private whenRead: () => void = () => undefined;

  constructor(
    private readonly request: FollowRequest,
    private readonly limit: number,
    readonly backoff: Backoff,
  ) {
    this.cursor = request.after;
  }

  /** Whether it takes nothing more until there is room, of which `whenRead` is told. */
  get isFull(): boolean {
    return this.overflowed;
  }

  /** What is to be asked for now. */
  asked(sub: string): Subscribe {
    const { target, types, tenantId, authorization } = this.request;
    return {
      sub,
      ...target,
      ...(types && { types: [...types] }),
      ...(this.cursor && { after: this.cursor }),
      ...(tenantId !== undefined && { tenant_id: tenantId }),
      ...(authorization !== undefined && { authorization }),
    };
  }

  /** The server tells it, from the cursor on. */
  begin(cursor: string): void {
    this.backoff.reset();
    // One that began at `latest` goes on from where that was.
    this.cursor = cursor || this.cursor;
    this.tell('back');
    this.request.began?.();
  }

  /** Takes an item. Returns whether there was room; if not, it is to be asked for again, after what was taken. */
  offer(item: StreamItem): boolean {
    if (this.queue.length >= this.limit) {
      this.overflowed = true;
      return false;
    }
    if ('cursor' in item) this.cursor = item.cursor;
    this.push(item);
    return true;
  }

  tell(state: UpstreamState): void {
    for (const item of this.upstream.tell(state)) {
      // Of what was over before anybody has read of it, nobody needs to hear.
      if (this.queue.at(-1)?.kind === 'upstream') this.queue.pop();
      else this.push(item);
    }
  }

  fail(error: Error): void {
    this.failure = error;
    this.wake();
  }

  readonly stop = (): void => {
    this.isOver = true;
    this.wake();
  };

  /** Has `callback` called whenever there is room again. */
  onRead(callback: () => void): void {
    this.whenRead = callback;
  }

  /** The next item, once there is one; undefined when it was stopped. Throws what it failed with, after all that came before. */
  async next(): Promise<StreamItem | undefined> {
    for (;;) {
      if (this.isOver) return undefined;
      const item = this.queue.shift();
      if (item !== undefined) {
        if (this.overflowed && this.queue.length <= this.limit / 2) this.makeRoom();
        return item;
      }
      if (this.failure) throw this.failure;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private makeRoom(): void {
    this.overflowed = false;
    this.whenRead();
  }

  private push(item: StreamItem): void {
    this.queue.push(item);
    this.wake();
  }
}
