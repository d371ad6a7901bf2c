import { listeners } from '../plane-settings.mjs';

const ANSWER_WITHIN_MS = 5_000;

/**
 * Where Experience of planes that run already is to be found, by the same variables that `npm start` reads: `{v1}`;
 * `{}` if nobody answers there, and `{reason}` if somebody does who is of no use to the demo.
 */
export async function runningPlanes() {
  const { url } = listeners().experience;
  const answer = await fetch(`${url}/v1/intent/types`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(
    (error) => error,
  );
  if (answer instanceof Error) return answer.name === 'TimeoutError' ? { reason: `${url} does not answer.` } : {};
  const body = await answer.json().catch(() => undefined);
  if (answer.ok && body?.intent_types?.some(({ type }) => type === 'content.upload')) return { v1: `${url}/v1` };
  return { reason: body?.detail ? `${url} says: ${body.detail}` : `What answers at ${url} is not Experience.` };
}
