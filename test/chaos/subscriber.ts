import { setTimeout as sleep } from 'node:timers/promises';
import type { EventPage, ExecutionEvent } from '@app/intent-contracts';
import type { Answer, PlaneClient } from '../processes/plane-client.js';
import type { SeenEvent, Subscription } from './history.js';
import { answered } from './insist.js';
import type { Random } from './random.js';

/** How long it tries to read the rest when it was told to stop, in milliseconds. */
const LAST_WORDS = 30_000;

/** What somebody may ask to be told. */
export type Asked = Pick<Subscription, 'execution_id' | 'session_id' | 'types'>;

/** Reads a stream to its end, page by page, through every death of Runtime; it goes on from the last cursor it has. */
export class Subscriber {
  readonly subscription: Subscription;
  private cursor = '';

  constructor(
    asked: Asked,
    private readonly tenantId: string,
    private readonly runtime: PlaneClient,
    private readonly random: Random,
  ) {
    this.subscription = { ...asked, seen: [], complete: false };
  }

  /** Follows until the execution has ended, or it was told to stop and has read what there is. */
  async follow(stop: AbortSignal, lastWords = LAST_WORDS): Promise<void> {
    for (let deadline = Number.POSITIVE_INFINITY; Date.now() < deadline;) {
      const stopping = stop.aborted;
      if (stopping) deadline = Math.min(deadline, Date.now() + lastWords);
      // Some poll, most wait for the next event. The last one waits: a feed is complete only some time after a commit.
      const prefer = stopping || !this.random.chance(0.3) ? 'wait=2' : undefined;
      const answer: Answer<EventPage> | undefined = await answered(
        this.runtime.get<EventPage>(this.path(), prefer === undefined ? {} : { prefer }),
      );
      if (answer?.status === 404) return;
      if (answer?.status !== 200) {
        await sleep(this.random.between(20, 80));
        continue;
      }
      const { done, next_cursor } = answer.body;
      const nothingNew = next_cursor === this.cursor;
      const readAll = this.take(answer.body);
      if (done ? readAll : stopping && nothingNew) {
        this.subscription.complete = true;
        return;
      }
      if (prefer === undefined) await sleep(this.random.between(5, 100));
    }
  }

  /** Now and then a reader breaks off in the middle of a page, and goes on from the last event that it has read. */
  private take({ events, cursors, next_cursor }: EventPage): boolean {
    const breaksOff = events.length > 1 && this.random.chance(0.1);
    const taken = breaksOff ? this.random.between(1, events.length - 1) : events.length;
    for (const event of events.slice(0, taken)) this.subscription.seen.push(seen(event));
    this.cursor = breaksOff ? cursors[taken - 1]! : next_cursor;
    return !breaksOff;
  }

  private path(): string {
    const { execution_id, session_id, types } = this.subscription;
    const query = new URLSearchParams({
      tenant_id: this.tenantId,
      ...(session_id && { session_id }),
      ...(types && { type: types.join(',') }),
      ...(this.cursor && { after: this.cursor }),
    });
    return execution_id === undefined
      ? `/events?${query.toString()}`
      : `/execution/${execution_id}/events?${query.toString()}`;
  }
}

function seen({ id, type, time, sessionid }: ExecutionEvent): SeenEvent {
  return { id, type, time, session_id: sessionid };
}
