import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ProblemError, shareEvent, type EventPage, type StreamItem } from '@app/intent-contracts';
import type { Answer } from '../adapter-kit/answer.js';
import type { Caller } from '../adapter-kit/caller.js';
import type { EventStream, PageOptions } from '../adapter-kit/execution-feed.js';
import { RelayedProblem } from '../adapter-kit/relayed-problem.js';
import { ClientGone } from './runtime-away.js';
import { RuntimeClient } from './runtime-client.js';
import { runtimePath } from './runtime-path.js';

const AWAY_DELAY_MS = 500;
/** The cursor of whoever wants to be told of nothing that was before. */
const LATEST = 'latest';

interface ComingPage {
  readonly page: Promise<EventPage>;
  /** To be aborted when nobody waits for it any more. */
  readonly ending: AbortController;
  readers: number;
}

/** The log as pages of Runtime's. */
@Injectable()
export class EventPages {
  /** Pages that are on their way to those who follow, by whose they are and what was asked. */
  private readonly coming = new Map<string, ComingPage>();

  constructor(private readonly runtime: RuntimeClient) {}

  read(stream: EventStream, options: PageOptions, caller: Caller): Promise<Answer<EventPage>> {
    const { after, wait, intentType, type } = options;
    if ('executionId' in stream) {
      const path = runtimePath`/api/execution/${stream.executionId}/events`;
      return this.runtime.call({ method: 'GET', path, query: { after }, wait, caller });
    }
    const query = {
      session_id: 'sessionId' in stream ? stream.sessionId : undefined,
      intent_type: intentType,
      type,
      after,
    };
    return this.runtime.call({ method: 'GET', path: '/api/events', query, wait, caller });
  }

  /** The page alone, without what Runtime's answer says beside it. */
  async page(stream: EventStream, options: PageOptions, caller: Caller): Promise<EventPage> {
    return (await this.read(stream, options, caller)).body;
  }

  /**
   * The page from which on somebody follows. Those of one credential who ask alike while it comes are given the same, and
   * what they are sent is written once: when Experience was away, all its clients come back in one second. It may be as
   * old as the first of them; who follows is told the rest. That Runtime cannot answer now holds for all of them; any
   * other refusal is each one's own. Rejects with `ClientGone` once the caller has left, whoever else waits.
   */
  async readAlike(stream: EventStream, after: string | undefined, caller: Caller): Promise<EventPage> {
    if (caller.signal.aborted) throw new ClientGone();
    // What is the latest depends on when one asks.
    if (after === LATEST) return this.page(stream, { after }, caller);
    const key = JSON.stringify([caller.tenantId, caller.authorization, stream, after]);
    const joined = this.coming.get(key);
    const coming = joined ?? this.ask(key, stream, after, caller);
    coming.readers += 1;
    try {
      const page = await whilePresent(coming.page, caller.signal);
      if (joined) for (const event of page.events) shareEvent(event);
      return page;
    } catch (error) {
      if (joined === undefined || caller.signal.aborted || isPassing(error)) throw error;
      return await this.page(stream, { after }, caller);
    } finally {
      coming.readers -= 1;
      if (coming.readers === 0) coming.ending.abort();
    }
  }

  private ask(key: string, stream: EventStream, after: string | undefined, caller: Caller): ComingPage {
    const ending = new AbortController();
    const asked = this.page(stream, { after }, { ...caller, signal: ending.signal });
    const page = asked.finally(() => this.coming.delete(key));
    const coming = { page, ending, readers: 0 };
    this.coming.set(key, coming);
    return coming;
  }

  /** A page, however long Runtime is away, which is told of; undefined once there is nobody to give it to. */
  async *persist(
    read: () => Promise<EventPage>,
    { signal }: Caller,
  ): AsyncGenerator<StreamItem, EventPage | undefined> {
    let away = false;
    while (!signal.aborted) {
      try {
        const page = await read();
        if (away) yield { kind: 'upstream', state: 'back' };
        return page;
      } catch (error) {
        if (signal.aborted) return undefined;
        if (!isPassing(error)) throw error;
        if (!away) yield { kind: 'upstream', state: 'away' };
        away = true;
        await sleep(AWAY_DELAY_MS, undefined, { ref: false });
      }
    }
    return undefined;
  }
}

/** Whether the page may be had a little later. */
function isPassing(error: unknown): boolean {
  return (error instanceof ProblemError || error instanceof RelayedProblem) && error.problem.status === 503;
}

/** What comes of it, unless the signal is given before: then it rejects with `ClientGone`. */
function whilePresent<Result>(coming: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(new ClientGone());
    const settle = (): void => signal.removeEventListener('abort', leave);
    signal.addEventListener('abort', leave, { once: true });
    coming.then(resolve, reject).then(settle, settle);
  });
}
