/** A session as it is stored. Times are milliseconds since the epoch. */
export interface SessionRecord {
  readonly sessionId: string;
  readonly tenantId: string;
  readonly userId: string;
  /** JSON text of an object. */
  readonly context: string;
  readonly closed: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly expiresAt: number;
}

/** Which sessions to list; newest first. */
export interface SessionFilter {
  readonly tenantId: string;
  readonly userId?: string;
  /** Only those older than this one. */
  readonly before?: string;
  readonly limit: number;
}

/** Where sessions live. */
export abstract class SessionStore {
  abstract create(session: SessionRecord): Promise<void>;

  /** The session; undefined if there is none of this id, or if it is another tenant's. A null tenant means any. */
  abstract find(tenantId: string | null, sessionId: string): Promise<SessionRecord | undefined>;

  /** Replaces what may change. Resolves to false, with nothing changed, if it was updated since `expectedUpdatedAt`. */
  abstract update(session: SessionRecord, expectedUpdatedAt: number): Promise<boolean>;

  abstract list(filter: SessionFilter): Promise<SessionRecord[]>;
}
