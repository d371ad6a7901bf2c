import { outputOf } from './processes.mjs';

export const SUBMIT = '/api/intent/submit';
export const WAIT = { prefer: 'wait=30' };

/** A session for the orders of a benchmark. */
export async function sessionOn(runtime) {
  const { session } = await runtime.post('/api/session/create', { tenant_id: 'bench', user_id: 'bench' });
  return session.session_id;
}

/** A request that places an order; `%N` becomes the number of the request. */
export function placeOrder(sessionId, simulate) {
  return JSON.stringify({
    intent_type: 'orders.place',
    realm: 'orders',
    session_id: sessionId,
    tenant_id: 'bench',
    payload: { order_id: 'o-%N', sku: 'lamp', quantity: 1, card: 'tok_visa', ...(simulate && { simulate }) },
  });
}

/** Sends a request again and again from a process of its own. */
export async function load(server, { path = SUBMIT, connections = 64, requests, headers = {}, body }) {
  const args = [server.url + path, connections, requests, JSON.stringify(headers), body];
  return JSON.parse(await outputOf('load.mjs', args));
}
