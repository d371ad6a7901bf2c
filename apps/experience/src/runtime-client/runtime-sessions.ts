import { Injectable } from '@nestjs/common';
import type { CreateSession, SessionAnswer, SessionPage } from '@app/intent-contracts';
import type { Answer } from '../adapter-kit/answer.js';
import type { Caller } from '../adapter-kit/caller.js';
import { type SessionFilter, Sessions } from '../adapter-kit/sessions.js';
import { RuntimeClient } from './runtime-client.js';
import { runtimePath } from './runtime-path.js';

@Injectable()
export class RuntimeSessions extends Sessions {
  constructor(private readonly runtime: RuntimeClient) {
    super();
  }

  create(session: CreateSession, caller: Caller): Promise<Answer<SessionAnswer>> {
    return this.runtime.call({ method: 'POST', path: '/api/session/create', body: session, caller });
  }

  get(sessionId: string, caller: Caller): Promise<Answer<SessionAnswer>> {
    return this.runtime.call({ method: 'GET', path: runtimePath`/api/session/${sessionId}`, caller });
  }

  list(filter: SessionFilter, caller: Caller): Promise<Answer<SessionPage>> {
    return this.runtime.call({ method: 'GET', path: '/api/session', query: { ...filter }, caller });
  }
}
