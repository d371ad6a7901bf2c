import { setTimeout as sleep } from 'node:timers/promises';
import { listeners } from '../plane-settings.mjs';

const ANSWER_WITHIN_MS = 5_000;
const AGAIN_AFTER_MS = 500;

/**
 * Where Experience of planes that run already is to be found, by the same variables that `npm start` reads:
 * `{v1, takesOrders}`, the latter if the example realm is loaded; `{}` if nobody answers there, and `{reason}` if
 * somebody does who is of no use to the demo.
 */
export async function runningPlanes() {
  const { url } = listeners().experience;
  for (const deadline = Date.now() + ANSWER_WITHIN_MS; ; await sleep(AGAIN_AFTER_MS)) {
    const { found, isBusy } = await askedAt(url);
    // One that is busy says so, and to come again.
    if (!isBusy || Date.now() > deadline) return found;
  }
}

async function askedAt(url) {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const answer = await fetch(`${url}/v1/intent/types`, { signal }).catch((error) => error);
  if (answer instanceof Error) {
    return { found: answer.name === 'TimeoutError' ? { reason: `${url} does not answer.` } : {}, isBusy: false };
  }
  const body = await answer.json().catch(() => undefined);
  const types = body?.intent_types?.map(({ type }) => type);
  if (answer.ok && types?.includes('content.upload')) {
    return { found: { v1: `${url}/v1`, takesOrders: types.includes('orders.place') }, isBusy: false };
  }
  const reason = body?.detail ? `${url} says: ${body.detail}` : `What answers at ${url} is not Experience.`;
  return { found: { reason }, isBusy: body?.retryable === true };
}
