import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ProblemError, shareEvent, type EventPage, type StreamItem } from '@app/intent-contracts';
import type { Answer } from '../adapter-kit/answer.js';
import type { Caller } from '../adapter-kit/caller.js';
import type { EventStream, PageOptions } from '../adapter-kit/execution-feed.js';
import { RelayedProblem } from '../adapter-kit/relayed-problem.js';
import { RuntimeClient } from './runtime-client.js';
import { runtimePath } from './runtime-path.js';

const AWAY_DELAY_MS = 500;

/** The log as pages of Runtime's. */
@Injectable()
export class EventPages {
  /** Pages that are on their way to whoever follows, by whose they are and what was asked. */
  private readonly coming = new Map<string, Promise<EventPage>>();

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

  /**
   * The page from which on somebody follows. Those of one credential who ask alike while it comes are given the same, and
   * what they are sent is written once: when Experience was away, all its clients come back in one second. It may be as
   * old as the first of them; who follows is told the rest. A refusal is each one's own.
   */
  async readAlike(stream: EventStream, after: string | undefined, caller: Caller): Promise<EventPage> {
    const key = JSON.stringify([caller.tenantId, caller.authorization, stream, after]);
    const coming = this.coming.get(key);
    if (coming !== undefined) {
      const page = await coming.catch(() => undefined);
      if (page === undefined) return (await this.read(stream, { after }, caller)).body;
      for (const event of page.events) shareEvent(event);
      return page;
    }
    // It is not given up when the one who was first leaves: others may wait for it.
    const { signal } = new AbortController();
    const asked = this.read(stream, { after }, { ...caller, signal }).then(({ body }) => body);
    this.coming.set(key, asked);
    return asked.finally(() => this.coming.delete(key));
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
