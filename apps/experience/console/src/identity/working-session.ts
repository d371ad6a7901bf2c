import { answered, type ExperienceClient } from '../experience/experience-client.js';
import { type Identity, nameOf } from './identity.js';

/**
 * The session in which this page works: the one of the last time while it is open, else a new one. Made when it is first
 * needed, since who only looks needs none.
 */
export class WorkingSession {
  private known: Promise<string> | undefined;

  constructor(
    private readonly identity: Identity,
    private readonly client: ExperienceClient,
  ) {}

  id(): Promise<string> {
    this.known ??= this.find().catch((error: unknown) => {
      this.known = undefined;
      throw error;
    });
    return this.known;
  }

  /** Forgets the session, for one that was closed in between. */
  forget(): void {
    this.known = undefined;
    this.store(undefined);
  }

  private async find(): Promise<string> {
    const remembered = this.stored();
    if (remembered !== null && (await this.isOpen(remembered))) return remembered;
    const { identity } = this;
    const body = { user_id: identity.user, ...(identity.mode === 'open' && { tenant_id: identity.tenant }) };
    const { session } = await answered(
      this.client.POST('/v1/session', { body: body as { tenant_id: string; user_id: string } }),
    );
    this.store(session.session_id);
    return session.session_id;
  }

  private async isOpen(sessionId: string): Promise<boolean> {
    const { data } = await this.client.GET('/v1/session/{sessionId}', { params: { path: { sessionId } } });
    return data?.session.status === 'open' && data.session.user_id === this.identity.user;
  }

  private stored(): string | null {
    try {
      return localStorage.getItem(this.key);
    } catch {
      return null;
    }
  }

  private store(sessionId: string | undefined): void {
    try {
      if (sessionId === undefined) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, sessionId);
    } catch {
      // A browser that keeps nothing gets a new session for each visit.
    }
  }

  private get key(): string {
    return `symphainy.session.${nameOf(this.identity)}.${this.identity.user}`;
  }
}
