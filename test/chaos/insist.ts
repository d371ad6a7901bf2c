import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../processes/plane-client.js';
import type { Random } from './random.js';

const AGAIN_LATER = new Set([409, 429, 503]);

/** The answer, or undefined if Runtime died before it gave one: what chaos is about. */
export async function answered<Body>(call: Promise<Answer<Body>>): Promise<Answer<Body> | undefined> {
  try {
    return await call;
  } catch (error) {
    // By name, because what `fetch` throws is made outside of the test's own context and is an instance of nothing here.
    if (['TypeError', 'TimeoutError'].includes((error as Error).name)) return undefined;
    throw error;
  }
}

/**
 * Asks until it is answered, as the contract asks of a client: what may be asked again is asked again. Undefined when
 * the deadline is over. A failure of Runtime itself (5xx) may have done what was asked, so it is asked again too.
 */
export async function insist<Body>(
  call: () => Promise<Answer<Body>>,
  { random, deadline }: { random: Random; deadline: number },
): Promise<Answer<Body> | undefined> {
  while (Date.now() < deadline) {
    const answer = await answered(call());
    if (answer && answer.status < 500 && !isForLater(answer)) return answer;
    await sleep(random.between(20, 80));
  }
  return undefined;
}

function isForLater({ status, body }: Answer<unknown>): boolean {
  return AGAIN_LATER.has(status) && (body as { code?: string } | undefined)?.code !== 'TRANSITION_NOT_ALLOWED';
}
