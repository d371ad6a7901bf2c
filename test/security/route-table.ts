import type { Owned } from './owned.js';

/**
 * What a caller of another tenant gets who asks for what is not theirs: 404; their own, which has none of it in it; or the
 * same as everybody, of whom nothing is asked.
 */
export type Foreign = 'not found' | 'their own' | 'public';

export interface RouteEntry {
  readonly foreign: Foreign;
  readonly json?: (owned: Owned) => object;
  /** Behind the path, for what is named there. */
  readonly query?: (owned: Owned) => string;
  /** What the owner is answered where it is no success: the order has ended, or there is nothing to resolve. */
  readonly owner?: readonly number[];
  /** Whether it needs no scope. */
  readonly isForAll?: boolean;
}

const NOT_FOUND: RouteEntry = { foreign: 'not found' };
const THEIR_OWN: RouteEntry = { foreign: 'their own' };
const PUBLIC: RouteEntry = { foreign: 'public' };
const reasoned = (reason: object): RouteEntry => ({ ...NOT_FOUND, json: () => reason, owner: [409, 404] });
const order = ({ sessionId }: Owned): object => ({
  intent_type: 'orders.place',
  realm: 'orders',
  session_id: sessionId,
  payload: { order_id: 'o', sku: 's', quantity: 1, card: 'c' },
});
const query = ({ contentId }: Owned): object => ({
  query_type: 'content.get',
  realm: 'content',
  payload: { artifact_id: contentId },
});
const mash = ({ sessionId, contentId, otherContentId }: Owned): object => ({
  session_id: sessionId,
  content_refs: [contentId, otherContentId],
});

/** Every route of both planes, and what comes of asking it for what is another tenant's. */
export const ROUTES: Readonly<Record<string, RouteEntry>> = {
  // Runtime
  'GET /healthz': PUBLIC,
  'GET /readyz': PUBLIC,
  'GET /metrics': { ...PUBLIC, owner: [404] },
  'GET /api/identity': { ...THEIR_OWN, isForAll: true },
  'POST /api/events/ticket': THEIR_OWN,
  'POST /api/events/ticket/redeem': { foreign: 'public', json: () => ({ ticket: 'none' }), owner: [401] },
  'POST /api/access/key': { ...THEIR_OWN, json: () => ({ name: 'another', scopes: ['read'] }) },
  'GET /api/access/key': THEIR_OWN,
  'POST /api/access/revocation': { ...THEIR_OWN, json: () => ({ subject: 'nobody' }) },
  'DELETE /api/access/key/{keyId}': NOT_FOUND,
  'GET /api/audit': THEIR_OWN,
  'GET /api/system': THEIR_OWN,
  'POST /api/session/create': { ...THEIR_OWN, json: () => ({ user_id: 'ann' }) },
  'GET /api/session': THEIR_OWN,
  'GET /api/session/{sessionId}': NOT_FOUND,
  'PATCH /api/session/{sessionId}': { ...NOT_FOUND, json: () => ({ context: { a: 1 } }) },
  'GET /api/session/{sessionId}/state': NOT_FOUND,
  'GET /api/session/{sessionId}/state/{key}': NOT_FOUND,
  'PUT /api/session/{sessionId}/state/{key}': { ...NOT_FOUND, json: () => ({ any: 'json' }) },
  'DELETE /api/session/{sessionId}/state/{key}': NOT_FOUND,
  'GET /api/intent/types': { ...THEIR_OWN },
  'POST /api/intent/submit': { ...NOT_FOUND, json: order },
  'GET /api/query/types': THEIR_OWN,
  'POST /api/query/submit': { ...NOT_FOUND, json: query },
  'GET /api/execution': { ...THEIR_OWN, query: ({ sessionId }) => `?session_id=${sessionId}` },
  'GET /api/execution/{executionId}': NOT_FOUND,
  'GET /api/execution/{executionId}/status': NOT_FOUND,
  'GET /api/execution/{executionId}/undo-plan': NOT_FOUND,
  'GET /api/execution/{executionId}/events': { ...NOT_FOUND, query: ({ cursor }) => `?after=${cursor}` },
  'POST /api/execution/{executionId}/cancel': reasoned({}),
  'POST /api/execution/{executionId}/pause': reasoned({}),
  'POST /api/execution/{executionId}/resume': reasoned({}),
  'POST /api/execution/{executionId}/retry': reasoned({}),
  'POST /api/execution/{executionId}/terminate': reasoned({ reason: 'r' }),
  'POST /api/execution/{executionId}/signal/{name}': reasoned({}),
  'POST /api/execution/{executionId}/compensation/retry': reasoned({}),
  'POST /api/execution/{executionId}/compensation/skip': reasoned({ reason: 'r' }),
  'POST /api/execution/{executionId}/compensation/resolve': reasoned({ evidence: 'e' }),
  'POST /api/execution/{executionId}/step/{name}/resolve': reasoned({ outcome: 'applied', evidence: 'e' }),
  'GET /api/events': { ...NOT_FOUND, query: ({ feedCursor }) => `?after=${feedCursor}` },
  'POST /api/artifact/upload': THEIR_OWN,
  'GET /api/artifact': THEIR_OWN,
  'GET /api/artifact/{artifactId}': NOT_FOUND,
  'GET /api/artifact/{artifactId}/lineage': NOT_FOUND,
  'GET /api/artifact/{artifactId}/content': NOT_FOUND,
  'DELETE /api/artifact/{artifactId}': { ...NOT_FOUND, owner: [409] },
  // Experience
  'GET /v1/identity': { ...THEIR_OWN, isForAll: true },
  'POST /v1/live/ticket': THEIR_OWN,
  'POST /v1/session': { ...THEIR_OWN, json: () => ({ user_id: 'ann' }) },
  'GET /v1/session': THEIR_OWN,
  'GET /v1/session/{sessionId}': NOT_FOUND,
  'GET /v1/system': THEIR_OWN,
  'POST /v1/intent/submit': { ...NOT_FOUND, json: order },
  'GET /v1/intent/types': THEIR_OWN,
  'POST /v1/content/upload': NOT_FOUND,
  'POST /v1/data-mash/create': { ...NOT_FOUND, json: mash },
  'POST /v1/content/data-mash/create': { ...NOT_FOUND, json: mash },
  'POST /v1/data-mash/plan': {
    ...NOT_FOUND,
    json: ({ contentId, otherContentId }) => ({ content_refs: [contentId, otherContentId] }),
  },
  'GET /v1/data-mash/{mashId}': NOT_FOUND,
  'GET /v1/data-mash/{mashId}/download': NOT_FOUND,
  'GET /v1/content': { ...THEIR_OWN, query: ({ sessionId }) => `?session_id=${sessionId}` },
  'GET /v1/content/{contentId}': NOT_FOUND,
  'GET /v1/content/{contentId}/profile': NOT_FOUND,
  'GET /v1/content/{contentId}/lineage': NOT_FOUND,
  'GET /v1/content/{contentId}/preview': NOT_FOUND,
  'GET /v1/content/{contentId}/download': NOT_FOUND,
  'DELETE /v1/content/{contentId}': NOT_FOUND,
  'GET /v1/execution': { ...THEIR_OWN, query: ({ sessionId }) => `?session_id=${sessionId}` },
  'GET /v1/execution/{executionId}': NOT_FOUND,
  'GET /v1/execution/{executionId}/status': NOT_FOUND,
  'GET /v1/execution/{executionId}/undo-plan': NOT_FOUND,
  'GET /v1/execution/{executionId}/events': { ...NOT_FOUND, query: ({ cursor }) => `?after=${cursor}` },
  'POST /v1/execution/{executionId}/cancel': reasoned({}),
  'POST /v1/execution/{executionId}/pause': reasoned({}),
  'POST /v1/execution/{executionId}/resume': reasoned({}),
  'POST /v1/execution/{executionId}/retry': reasoned({}),
  'POST /v1/execution/{executionId}/terminate': reasoned({ reason: 'r' }),
  'POST /v1/execution/{executionId}/signal/{name}': reasoned({}),
  'POST /v1/execution/{executionId}/compensation/retry': reasoned({}),
  'POST /v1/execution/{executionId}/compensation/skip': reasoned({ reason: 'r' }),
  'POST /v1/execution/{executionId}/compensation/resolve': reasoned({ evidence: 'e' }),
  'POST /v1/execution/{executionId}/step/{step}/resolve': reasoned({ outcome: 'applied', evidence: 'e' }),
  'GET /v1/events': { ...NOT_FOUND, query: ({ feedCursor }) => `?after=${feedCursor}` },
  // What ends what others are asked about comes last.
  'POST /api/session/{sessionId}/close': NOT_FOUND,
};
