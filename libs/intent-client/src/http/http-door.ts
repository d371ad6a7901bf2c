import type { FollowTarget } from '../follow.js';
import { refusalOf } from './refusal.js';

export type Fetch = (url: string, init: { headers: Record<string, string>; signal: AbortSignal }) => Promise<Response>;

interface Asked {
  readonly target: FollowTarget;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The routes of event streams below a base URL, the same at both planes. */
export class HttpDoor {
  private readonly base: string;

  constructor(
    url: string,
    private readonly headers: Readonly<Record<string, string>>,
    private readonly fetch: Fetch,
  ) {
    this.base = url.replace(/\/+$/, '');
  }

  /** Rejects with `HttpRefusal` unless the answer is a success, and with what `fetch` says if there is none. */
  async get({ target, query, headers, signal }: Asked): Promise<Response> {
    const session = 'session_id' in target ? target.session_id : undefined;
    const given = Object.entries({ session_id: session, ...query }).filter((pair): pair is [string, string] =>
      Boolean(pair[1]),
    );
    const path = 'execution_id' in target ? `/execution/${encodeURIComponent(target.execution_id)}/events` : '/events';
    const search = given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
    const answer = await this.fetch(this.base + path + search, { headers: { ...this.headers, ...headers }, signal });
    if (!answer.ok) throw await refusalOf(answer);
    return answer;
  }
}
