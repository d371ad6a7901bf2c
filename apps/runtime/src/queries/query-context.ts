import type { ActingFor, RealmData } from '../sagas/realm-data.js';
import type { QueryContext } from '../sagas/saga.js';

/** What a handler is given to answer with. */
export function queryContext(
  { state, artifacts, ask }: RealmData,
  { tenantId, sessionId }: ActingFor,
  signal: AbortSignal,
): QueryContext {
  return { tenantId, sessionId, state, artifacts, signal, ask: (definition, input) => ask(definition, input, signal) };
}
