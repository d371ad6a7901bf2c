import type { CreateSession, SessionAnswer } from '@app/intent-contracts';
import type { Answer } from './answer.js';
import type { Caller } from './caller.js';

/** The sessions that Runtime keeps. */
export abstract class Sessions {
  abstract create(session: CreateSession, caller: Caller): Promise<Answer<SessionAnswer>>;

  /** Rejects with `SESSION_NOT_FOUND` also for another tenant's. */
  abstract get(sessionId: string, caller: Caller): Promise<Answer<SessionAnswer>>;
}
