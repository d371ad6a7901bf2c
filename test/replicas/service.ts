import { setTimeout as sleep } from 'node:timers/promises';
import type { Overheard, OverheardClient } from './overheard-client.js';

/** Longer than a statement may take, and than a client may ask to be kept waiting. */
const HANGS = 20_000;

/** Resolves to when the first intent was accepted of those that were sent from then on. Throws if none is. */
export async function acceptedSince(client: OverheardClient, time: number, within: number): Promise<number> {
  while (Date.now() < time + within) {
    const first = client.heard.find(
      ({ at, path, status }) => at >= time && path === '/intent/submit' && status === 202,
    );
    if (first) return first.at + first.took;
    await sleep(10);
  }
  throw new Error(`No intent was accepted within ${within} ms. Last heard: ${JSON.stringify(client.heard.slice(-5))}`);
}

/** What a client should not have met while the database was away: anything but an answer, or a 503 that says when to ask again. */
export function unserved(heard: readonly Overheard[]): string[] {
  return heard
    .filter(({ status = 0, retryAfter, took }) => {
      const isFine = status > 0 && status < 500;
      return took > HANGS || !(isFine || (status === 503 && retryAfter !== null));
    })
    .map(({ method, path, status, took }) => `${method} ${path}: ${status ?? 'broken off'} after ${took} ms`);
}

/** How many were answered so. */
export function count(heard: readonly Overheard[], status: number): number {
  return heard.filter((one) => one.status === status).length;
}
