import { Injectable } from '@nestjs/common';
import { ProblemError, type CreateSession, type PatchSession } from '@app/intent-contracts';
import { RuntimeConfig } from '../config/runtime-config.js';
import { Clock } from '../determinism/clock.js';
import { Ids } from '../determinism/ids.js';
import { SessionStore, type SessionFilter, type SessionRecord } from '../storage/session-store.js';
import { sessionStatus } from './session.view.js';

/** Opens sessions, changes their context, closes them. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionStore,
    private readonly config: RuntimeConfig,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async create({ tenant_id, user_id, context = {} }: CreateSession): Promise<SessionRecord> {
    const now = this.clock.now();
    const session = {
      sessionId: this.ids.next('ses'),
      tenantId: tenant_id,
      userId: user_id,
      context: JSON.stringify(context),
      closed: false,
      createdAt: now,
      updatedAt: now,
      expiresAt: now + this.config.sessionTtl,
    };
    await this.sessions.create(session);
    return session;
  }

  /** Throws `SESSION_NOT_FOUND`, for another tenant's too. */
  async get(tenantId: string | null, sessionId: string): Promise<SessionRecord> {
    const session = await this.sessions.find(tenantId, sessionId);
    if (!session) throw new ProblemError('SESSION_NOT_FOUND', `There is no session ${sessionId}. Create one first.`);
    return session;
  }

  list(filter: SessionFilter): Promise<SessionRecord[]> {
    return this.sessions.list(filter);
  }

  /** Merges members into the context, `null` removing one. Throws `SESSION_CLOSED` for one that is not open. */
  patch(tenantId: string | null, sessionId: string, { context }: PatchSession): Promise<SessionRecord> {
    return this.change(tenantId, sessionId, (session) => {
      if (sessionStatus(session, this.clock.now()) !== 'open') {
        throw new ProblemError('SESSION_CLOSED', `Session ${sessionId} takes no changes any more. Create a new one.`);
      }
      const merged = { ...(JSON.parse(session.context) as object), ...context };
      const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
      return { ...session, context: JSON.stringify(kept) };
    });
  }

  /** Closes the session: no intent is taken in it any more. Closing it again is harmless. */
  close(tenantId: string | null, sessionId: string): Promise<SessionRecord> {
    return this.change(tenantId, sessionId, (session) => (session.closed ? session : { ...session, closed: true }));
  }

  /** Reads, changes and writes; again if somebody else has written in between. */
  private async change(
    tenantId: string | null,
    sessionId: string,
    edit: (session: SessionRecord) => SessionRecord,
  ): Promise<SessionRecord> {
    for (;;) {
      const session = await this.get(tenantId, sessionId);
      const edited = edit(session);
      if (edited === session) return session;
      // Later than before even within a millisecond, since it is the version that the next change is checked against.
      const changed = { ...edited, updatedAt: Math.max(this.clock.now(), session.updatedAt + 1) };
      if (await this.sessions.update(changed, session.updatedAt)) return changed;
    }
  }
}
