import { LiveClient, StreamRefused } from '@app/intent-client';
import { credentials } from '../experience/experience-client.js';
import type { ConsoleSettings } from '../identity/console-settings.js';
import type { Identity } from '../identity/identity.js';

/** The client of live events, by the best transport that the server has. */
export function openLiveClient(settings: ConsoleSettings, identity: Identity): LiveClient {
  const headers = credentials(identity);
  return new LiveClient({
    url: `${location.origin}/v1`,
    transport: settings.live,
    backoff: { capMs: 2_000 },
    ...(identity.mode === 'open' ? { tenantId: identity.tenant } : { headers, ticket: () => ticket(headers) }),
  });
}

/** A browser's WebSocket carries no token, so that a ticket, good for once, is asked for first. */
async function ticket(headers: Record<string, string>): Promise<string> {
  const answer = await fetch('/v1/live/ticket', { method: 'POST', headers });
  if (answer.ok) return ((await answer.json()) as { ticket: string }).ticket;
  if (answer.status === 401)
    throw new StreamRefused((await answer.json()) as ConstructorParameters<typeof StreamRefused>[0]);
  throw new Error(`No ticket: ${answer.status}`);
}
