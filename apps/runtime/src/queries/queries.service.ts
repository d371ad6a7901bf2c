import { Injectable } from '@nestjs/common';
import { ProblemError, type SubmitQuery } from '@app/intent-contracts';
import { Clock } from '../determinism/clock.js';
import { validatePayload } from '../intents/payload-validation.js';
import { RealmDataAccess } from '../sagas/realm-data.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { queryContext } from './query-context.js';
import { QueryRegistry, type RegisteredQuery } from './query-registry.js';

const LONGEST_MS = 30_000;
const LARGEST_BYTES = 16 * 2 ** 20;

/** Lets clients ask what realms answer questions: read-only, bounded in time and size. */
@Injectable()
export class QueriesService {
  constructor(
    private readonly registry: QueryRegistry,
    private readonly sessions: SessionsService,
    private readonly data: RealmDataAccess,
    private readonly clock: Clock,
  ) {}

  /**
   * The answer as JSON text. Throws `QUERY_TYPE_UNKNOWN`, `REALM_MISMATCH`, `PAYLOAD_INVALID`, `SESSION_NOT_FOUND`,
   * `QUERY_TIMED_OUT`, or what the realm throws.
   */
  async ask(query: SubmitQuery, onGone: (end: () => void) => void): Promise<string> {
    const { definition, handler } = this.handlerOf(query);
    const { tenant_id: tenantId, session_id: sessionId } = query;
    if (sessionId !== undefined) await this.sessions.get(tenantId, sessionId);
    const input = await validatePayload(definition.type, definition.input, query.payload);
    // Nothing that a query notes as a change is ever committed.
    const data = this.data.open(definition.realm, { tenantId, sessionId }, []);
    const stop = new AbortController();
    const timer = this.clock.timer(LONGEST_MS);
    onGone(timer.cancel);
    const timedOut = timer.over.then(() => {
      stop.abort(new Error('The query has run out of time, or nobody waits for it any more.'));
      throw new ProblemError(
        'QUERY_TIMED_OUT',
        `"${definition.type}" took longer than ${LONGEST_MS / 1_000} s. Ask for less.`,
      );
    });
    try {
      const answer = handler.answer(input, queryContext(data, { tenantId, sessionId }, stop.signal));
      const text = JSON.stringify(await Promise.race([answer, timedOut]));
      if (text.length > LARGEST_BYTES) {
        throw new ProblemError(
          'PAYLOAD_TOO_LARGE',
          `The answer to "${definition.type}" is too large. Ask for fewer rows.`,
        );
      }
      return text;
    } finally {
      // The race is over either way; that the loser rejects is no news.
      timedOut.catch(() => undefined);
      timer.cancel();
    }
  }

  private handlerOf({ query_type: type, realm }: SubmitQuery): RegisteredQuery {
    const registered = this.registry.find(type);
    if (!registered) {
      throw new ProblemError(
        'QUERY_TYPE_UNKNOWN',
        `No realm answers "${type}". GET /api/query/types lists what can be asked.`,
      );
    }
    if (registered.definition.realm !== realm) {
      const detail = `"${type}" belongs to realm "${registered.definition.realm}", not to "${realm}".`;
      throw new ProblemError('REALM_MISMATCH', detail, {
        errors: [{ pointer: '/realm', code: 'realm_mismatch', detail }],
      });
    }
    return registered;
  }
}
