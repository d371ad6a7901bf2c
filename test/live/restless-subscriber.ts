import { setTimeout as sleep } from 'node:timers/promises';
import { connectWith, LiveClient, type FollowTarget } from '@app/intent-client';
import type { EventPage, ExecutionEvent } from '@app/intent-contracts';
import { WebSocket } from 'ws';
import type { Subscription } from '../chaos/history.js';
import type { Random } from '../chaos/random.js';

const TRANSPORTS = ['websocket', 'sse', 'polling'] as const;
const SHORTEST_STAY = 100;
const LONGEST_STAY = 2_000;
/** How long it tries to hear the rest when all is over. */
const LAST_WORDS = 60_000;
const AGAIN = 100;

export interface SubscriberOptions {
  readonly tenantId: string;
  /** Where an Experience is, now. */
  readonly base: () => string;
  readonly random: Random;
}

/**
 * Follows a stream as somebody on a train does: breaks off again and again, comes back by another transport, and goes on
 * from the last cursor. It drops nothing that it is told twice: what it has seen is what was sent.
 */
export class RestlessSubscriber {
  readonly subscription: Subscription;
  stays = 0;
  private cursor: string | undefined;

  constructor(
    private readonly target: FollowTarget,
    private readonly options: SubscriberOptions,
  ) {
    const { execution_id, session_id } = target as Partial<Record<'execution_id' | 'session_id', string>>;
    this.subscription = {
      ...(execution_id !== undefined && { execution_id }),
      ...(session_id !== undefined && { session_id }),
      seen: [],
      complete: false,
    };
  }

  /** Until the execution has ended; of a feed, until `over` and until it has read the rest. */
  async follow(over: AbortSignal): Promise<void> {
    while (!over.aborted && !this.subscription.complete) await this.stay(over);
    for (const deadline = Date.now() + LAST_WORDS; !this.subscription.complete && Date.now() < deadline;) {
      await this.readOn().catch(() => sleep(AGAIN));
    }
  }

  private async stay(over: AbortSignal): Promise<void> {
    const { tenantId, base, random } = this.options;
    this.stays += 1;
    const transport = random.oneOf(TRANSPORTS);
    const client = new LiveClient({ url: base(), transport, tenantId, connect: connectWith(WebSocket) });
    const leaving = AbortSignal.any([over, AbortSignal.timeout(random.between(SHORTEST_STAY, LONGEST_STAY))]);
    try {
      for await (const item of client.follow(this.target, { after: this.cursor, signal: leaving })) {
        if (item.kind === 'gap') throw new Error('Nothing was dropped, and yet there is said to be a gap.');
        if (item.kind === 'event') this.take(item.event, item.cursor);
        if (item.kind === 'end') this.subscription.complete = true;
      }
    } finally {
      client.close();
    }
    await sleep(random.between(1, 50));
  }

  private async readOn(): Promise<void> {
    const query = new URLSearchParams({
      tenant_id: this.options.tenantId,
      ...('session_id' in this.target && { session_id: this.target.session_id }),
      ...(this.cursor !== undefined && { after: this.cursor }),
    });
    const path = 'execution_id' in this.target ? `execution/${this.target.execution_id}/events` : 'events';
    const answer = await fetch(`${this.options.base()}/${path}?${query.toString()}`);
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`);
    const page = (await answer.json()) as EventPage;
    page.events.forEach((event, index) => this.take(event, page.cursors[index]!));
    this.subscription.complete = page.done || (page.events.length === 0 && page.next_cursor === this.cursor);
    this.cursor = page.next_cursor;
  }

  private take({ id, type, time, sessionid }: ExecutionEvent, cursor: string): void {
    this.subscription.seen.push({ id, type, time, session_id: sessionid });
    this.cursor = cursor;
  }
}
