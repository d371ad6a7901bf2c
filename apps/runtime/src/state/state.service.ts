import { Injectable } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import { SessionsService } from '../sessions/sessions.service.js';
import { FactStore, type FactRecord, type FactScope } from '../storage/fact-store.js';

/** A fact may be as large as a request: so many are read at a time, until a page is full or large enough. */
const READ_AT_ONCE = 16;
const ENOUGH_BYTES = 4 * 2 ** 20;

/** Facts that clients keep in a session. */
@Injectable()
export class StateService {
  constructor(
    private readonly facts: FactStore,
    private readonly sessions: SessionsService,
  ) {}

  /** Facts of the session in the order of their keys, after a key if one is given, and whether there may be more. */
  async list(
    tenantId: string | null,
    sessionId: string,
    { limit, after }: { limit: number; after?: string },
  ): Promise<{ facts: FactRecord[]; more: boolean }> {
    const scope = await this.scopeOf(tenantId, sessionId);
    const facts: FactRecord[] = [];
    let bytes = 0;
    let last = after;
    while (facts.length < limit && bytes < ENOUGH_BYTES) {
      const asked = Math.min(READ_AT_ONCE, limit - facts.length);
      const place = { prefix: '', descending: false, limit: asked, ...(last !== undefined && { after: last }) };
      const read = await this.facts.list({ ...scope, ...place });
      facts.push(...read);
      if (read.length < asked) return { facts, more: false };
      bytes += read.reduce((sum, { value }) => sum + value.length, 0);
      last = read.at(-1)!.key;
    }
    return { facts, more: true };
  }

  /** Throws `FACT_NOT_FOUND`. */
  async get(tenantId: string | null, sessionId: string, key: string): Promise<FactRecord> {
    const fact = await this.facts.find(await this.scopeOf(tenantId, sessionId), key);
    if (!fact) throw factNotFound(sessionId, key);
    return fact;
  }

  /** Sets a fact and resolves to its version. Throws `PRECONDITION_FAILED` if another version stands there. */
  async set(
    tenantId: string | null,
    sessionId: string,
    key: string,
    value: unknown,
    expectedVersion: number | undefined,
  ): Promise<number> {
    const scope = await this.scopeOf(tenantId, sessionId);
    const version = await this.facts.put(scope, key, JSON.stringify(value), expectedVersion);
    if (version === undefined) throw changed(key);
    return version;
  }

  /** Throws `FACT_NOT_FOUND`, or `PRECONDITION_FAILED` if another version stands there. */
  async remove(
    tenantId: string | null,
    sessionId: string,
    key: string,
    expectedVersion: number | undefined,
  ): Promise<void> {
    const scope = await this.scopeOf(tenantId, sessionId);
    if (await this.facts.remove(scope, key, expectedVersion)) return;
    throw expectedVersion === undefined ? factNotFound(sessionId, key) : changed(key);
  }

  /** A session's facts are its tenant's: the tenant comes from the session, whoever asks. */
  private async scopeOf(tenantId: string | null, sessionId: string): Promise<FactScope> {
    const session = await this.sessions.get(tenantId, sessionId);
    return { tenantId: session.tenantId, scope: `session:${sessionId}` };
  }
}

function factNotFound(sessionId: string, key: string): ProblemError {
  return new ProblemError('FACT_NOT_FOUND', `Session ${sessionId} has no fact "${key}".`);
}

function changed(key: string): ProblemError {
  return new ProblemError('PRECONDITION_FAILED', `Fact "${key}" is not in the version of If-Match. Read it again.`);
}
