/** What the server says of itself before anybody is known, in `console/settings.json`. */
export interface ConsoleSettings {
  readonly auth_mode: string;
  readonly open_network: boolean;
  readonly live: 'websocket' | 'sse' | 'polling';
  readonly oidc?: { readonly issuer: string; readonly client_id: string };
}

/** Rejects while the server is away. */
export async function readSettings(signal: AbortSignal): Promise<ConsoleSettings> {
  const answer = await fetch('/console/settings.json', { signal });
  if (!answer.ok) throw new TypeError(`The settings could not be read: ${answer.status}.`);
  return (await answer.json()) as ConsoleSettings;
}
