import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ProblemError, type EventPage, type StreamItem } from '@app/intent-contracts';
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

  /** A page, however long Runtime is away, which is told of; undefined once there is nobody to give it to. */
  async *persist(
    stream: EventStream,
    options: PageOptions,
    caller: Caller,
  ): AsyncGenerator<StreamItem, EventPage | undefined> {
    let away = false;
    while (!caller.signal.aborted) {
      try {
        const { body } = await this.read(stream, options, caller);
        if (away) yield { kind: 'upstream', state: 'back' };
        return body;
      } catch (error) {
        if (caller.signal.aborted) return undefined;
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
