import { listeners } from '../plane-settings.mjs';

const ANSWER_WITHIN_MS = 5_000;

/**
 * Where Experience of planes that run already is to be found, by the same variables that `npm start` reads:
 * `{v1, takesOrders}`, the latter if the example realm is loaded; `{}` if nobody answers there, and `{reason}` if
 * somebody does who is of no use to the demo.
 */
export async function runningPlanes() {
  const { url } = listeners().experience;
  const answer = await fetch(`${url}/v1/intent/types`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(
    (error) => error,
  );
  if (answer instanceof Error) return answer.name === 'TimeoutError' ? { reason: `${url} does not answer.` } : {};
  const body = await answer.json().catch(() => undefined);
  const types = body?.intent_types?.map(({ type }) => type);
  if (answer.ok && types?.includes('content.upload')) {
    return { v1: `${url}/v1`, takesOrders: types.includes('orders.place') };
  }
  return { reason: body?.detail ? `${url} says: ${body.detail}` : `What answers at ${url} is not Experience.` };
}
