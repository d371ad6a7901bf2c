import { Injectable } from '@nestjs/common';
import { RelayedProblem, requestInvalid, Sessions } from '@symphainy/experience/adapter-kit';
import type { Connection } from './connection.js';

/** Users whose session is remembered; of more than that the oldest is opened anew. */
const REMEMBERED = 1_000;
const GONE = ['SESSION_CLOSED', 'SESSION_NOT_FOUND'];

/** A tenant and a session of its, in which an intent can be submitted. */
export interface Place {
  readonly tenantId: string;
  readonly sessionId: string;
}

/**
 * The sessions that tools are called in. A client that names one works there. For the others there is one for each user
 * of a tenant: the protocol has no connections that a session could live as long as, and one for each call would be no
 * session at all. What is remembered is only where to go on; a process that starts anew opens new ones.
 */
@Injectable()
export class ConnectionSessions {
  private readonly opened = new Map<string, Promise<string>>();

  constructor(private readonly sessions: Sessions) {}

  /**
   * Does `work` in the client's session; once more, in a new one, where that which was remembered is closed or gone.
   * Rejects with `REQUEST_INVALID` where nobody has said for which tenant.
   */
  async within<Result>(connection: Connection, work: (place: Place) => Promise<Result>): Promise<Result> {
    const { tenantId } = connection.caller;
    if (tenantId === undefined) {
      throw requestInvalid(
        '/tenant_id',
        'is_defined',
        'Nobody has said for which tenant. Name it in the address that you are connected to: …/v1/mcp?tenant_id=acme.',
      );
    }
    if (connection.sessionId !== undefined) return work({ tenantId, sessionId: connection.sessionId });
    const key = JSON.stringify([tenantId, connection.userId]);
    const isRemembered = this.opened.has(key);
    try {
      return await work({ tenantId, sessionId: await this.remembered(key, tenantId, connection) });
    } catch (error) {
      if (!isRemembered || !isGone(error)) throw error;
      this.opened.delete(key);
      return work({ tenantId, sessionId: await this.remembered(key, tenantId, connection) });
    }
  }

  private remembered(key: string, tenantId: string, connection: Connection): Promise<string> {
    const known = this.opened.get(key);
    if (known !== undefined) return known;
    const opening = this.open(tenantId, connection);
    this.opened.set(key, opening);
    opening.catch(() => this.opened.delete(key));
    const [oldest] = this.opened.keys();
    if (this.opened.size > REMEMBERED && oldest !== undefined) this.opened.delete(oldest);
    return opening;
  }

  private async open(tenantId: string, { caller, userId }: Connection): Promise<string> {
    const session = { tenant_id: tenantId, user_id: userId, context: { delivered_by: 'mcp' } };
    const { body } = await this.sessions.create(session, caller);
    return body.session.session_id;
  }
}

const isGone = (error: unknown): boolean => error instanceof RelayedProblem && GONE.includes(error.problem.code);
