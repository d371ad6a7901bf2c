import type { CreateSession, SessionAnswer, SessionPage } from '@app/intent-contracts';
import type { Answer } from './answer.js';
import type { Caller } from './caller.js';

/** Which sessions to list. Everything may be left out. */
export interface SessionFilter {
  user_id?: string | undefined;
  page_size?: number | undefined;
  page_token?: string | undefined;
}

/** The sessions that Runtime keeps. */
export abstract class Sessions {
  abstract create(session: CreateSession, caller: Caller): Promise<Answer<SessionAnswer>>;

  /** Rejects with `SESSION_NOT_FOUND` also for another tenant's. */
  abstract get(sessionId: string, caller: Caller): Promise<Answer<SessionAnswer>>;

  /** Those of the caller's tenant, newest first. */
  abstract list(filter: SessionFilter, caller: Caller): Promise<Answer<SessionPage>>;
}
