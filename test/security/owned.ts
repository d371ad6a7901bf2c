import type { ArtifactAnswer, EventPage, Execution, SessionAnswer } from '@app/intent-contracts';
import { placeOrder } from '../processes/intents.js';
import { send, type Answer } from '../processes/plane-client.js';
import type { GuardedPlanes } from './guarded-planes.js';

/** What a tenant has, for others to try to get at. */
export interface Owned {
  readonly tenantId: string;
  readonly token: string;
  readonly sessionId: string;
  /** Of an order, which has ended. */
  readonly executionId: string;
  /** A content, taken in and profiled; and another one. */
  readonly contentId: string;
  readonly otherContentId: string;
  /** A data product. */
  readonly mashId: string;
  readonly keyId: string;
  /** Of the execution's stream, and of the tenant's feed. */
  readonly cursor: string;
  readonly feedCursor: string;
}

interface Asked {
  readonly json?: unknown;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

/** Has a tenant use the product a little. */
export async function owned(planes: GuardedPlanes, tenantId: string): Promise<Owned> {
  const token = await planes.issuer.token(tenantId);
  const base = `${planes.runtime.url}/api`;
  const ask = async <Body>(method: string, path: string, { headers = {}, ...sent }: Asked = {}): Promise<Body> => {
    const answer: Answer<Body> = await send(method, base + path, {
      ...sent,
      headers: { ...planes.headers(token), ...headers },
    });
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  const made = await ask<SessionAnswer>('POST', '/session/create', { json: { user_id: 'ann', context: { tenantId } } });
  const { session } = made;
  const submit = (intent: object): Promise<Execution> =>
    ask('POST', '/intent/submit', { json: intent, headers: { prefer: 'wait=30' } });
  const order = await submit(placeOrder(session));
  await ask('PUT', `/session/${session.session_id}/state/colour`, { json: 'green' });
  const content = async (name: string, text: string): Promise<string> => {
    const { artifact } = await ask<ArtifactAnswer>('POST', '/artifact/upload', {
      body: text,
      headers: { 'content-type': 'text/csv', 'x-filename': name },
    });
    const payload = { artifact_id: artifact.artifact_id, filename: name };
    await submit({ intent_type: 'content.upload', realm: 'content', session_id: session.session_id, payload });
    return artifact.artifact_id;
  };
  const [first, second] = [await content('a.csv', 'id,name\n1,Ann\n'), await content('b.csv', 'id,name\n2,Bo\n')];
  const mash = await submit({
    intent_type: 'data_mash.create',
    realm: 'insights',
    session_id: session.session_id,
    payload: { content_refs: [first, second] },
  });
  const { api_key: key } = await ask<{ api_key: { key_id: string } }>('POST', '/access/key', {
    json: { name: 'a key', scopes: ['read'] },
  });
  const { next_cursor: feedCursor } = await ask<EventPage>('GET', '/events');
  return {
    tenantId,
    token,
    sessionId: session.session_id,
    executionId: order.execution_id,
    contentId: first,
    otherContentId: second,
    mashId: (mash.result as { mash_id: string }).mash_id,
    keyId: key.key_id,
    cursor: order.cursor,
    feedCursor,
  };
}
