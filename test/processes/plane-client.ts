import { setTimeout as sleep } from 'node:timers/promises';
import type {
  EventPage,
  Execution,
  ExecutionAccepted,
  ExecutionDetail,
  ExecutionEvent,
  ExecutionPage,
  Fact,
  Facts,
  Session,
  SessionAnswer,
  SubmitIntent,
} from '@app/intent-contracts';

export interface Answer<Body> {
  status: number;
  headers: Headers;
  /** The JSON of the answer; undefined if it is none. */
  body: Body;
  text: string;
}

export interface SendOptions {
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: RequestInit['body'];
  signal?: AbortSignal;
}

/** One HTTP call; whatever the status, the answer is returned. Throws only if there is none. */
export async function send<Body>(method: string, url: string, options: SendOptions = {}): Promise<Answer<Body>> {
  const { headers = {}, json, body, signal = AbortSignal.timeout(60_000) } = options;
  const answer = await fetch(url, {
    method,
    headers: json === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: json === undefined ? (body ?? null) : JSON.stringify(json),
    signal,
    redirect: 'manual',
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: answer.status,
    headers: answer.headers,
    body: (isJson ? JSON.parse(text) : undefined) as Body,
    text,
  };
}

/** The routes that both planes have in common, under `/api` at Runtime and under `/v1` at Experience. */
export class PlaneClient {
  /** What it gives ends with `/api` or `/v1`. Where there are several of a plane, it may be another one at each call. */
  constructor(private readonly door: string | (() => string)) {}

  get base(): string {
    return typeof this.door === 'string' ? this.door : this.door();
  }

  get<Body>(path: string, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    return send('GET', this.base + path, { headers });
  }

  post<Body>(path: string, json: unknown, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    return send('POST', this.base + path, { json, headers });
  }

  /** Opens a session. Throws with the answer if it is not opened. */
  async session(tenantId = 'acme', userId = 'ann'): Promise<Session> {
    const path = this.base.endsWith('/api') ? '/session/create' : '/session';
    const answer = await this.post<SessionAnswer>(path, { tenant_id: tenantId, user_id: userId });
    if (answer.status !== 201) throw new Error(`No session was opened: ${answer.status} ${answer.text}`);
    return answer.body.session;
  }

  submit<Body = ExecutionAccepted>(intent: SubmitIntent, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    return this.post('/intent/submit', intent, headers);
  }

  /** Submits what must be accepted. Throws with the answer if it is not. */
  async accepted(intent: SubmitIntent): Promise<ExecutionAccepted> {
    const answer = await this.submit(intent);
    if (answer.status !== 202) throw new Error(`Not accepted: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  status(executionId: string, headers: Record<string, string> = {}): Promise<Answer<Execution>> {
    return this.get(`/execution/${executionId}/status`, headers);
  }

  detail(executionId: string): Promise<Answer<ExecutionDetail>> {
    return this.get(`/execution/${executionId}`);
  }

  /** Waits until the execution has the status that is wanted; throws with the last one if it never has. */
  async until(
    executionId: string,
    wanted: (execution: Execution) => boolean,
    { within = 30_000 }: { within?: number } = {},
  ): Promise<Execution> {
    const deadline = Date.now() + within;
    for (;;) {
      const { status, body, text } = await this.status(executionId);
      if (status !== 200) throw new Error(`No status of ${executionId}: ${status} ${text}`);
      if (wanted(body)) return body;
      if (Date.now() > deadline) throw new Error(`${executionId} is still not as wanted after ${within} ms: ${text}`);
      await sleep(25);
    }
  }

  ended(executionId: string, options: { within?: number } = {}): Promise<Execution> {
    return this.until(executionId, ({ done }) => done, options);
  }

  /** The whole log of an execution, page by page, up to what there is now. */
  async events(executionId: string): Promise<ExecutionEvent[]> {
    const events: ExecutionEvent[] = [];
    for (let cursor = ''; ;) {
      const after = cursor === '' ? '' : `?after=${encodeURIComponent(cursor)}`;
      const { status, body, text } = await this.get<EventPage>(`/execution/${executionId}/events${after}`);
      if (status !== 200) throw new Error(`No events of ${executionId}: ${status} ${text}`);
      events.push(...body.events);
      if (body.done || body.events.length === 0) return events;
      cursor = body.next_cursor;
    }
  }

  /** Every execution that the filter finds, over all pages. */
  executions(filter: Record<string, string>): Promise<Execution[]> {
    return this.all('/execution', filter, ({ executions }: ExecutionPage) => executions);
  }

  /** Everything that is known in a session, over all pages; nothing where there is no such session. */
  async facts(sessionId: string): Promise<Fact[]> {
    if ((await this.get(`/session/${sessionId}`)).status === 404) return [];
    return this.all(`/session/${sessionId}/state`, {}, ({ facts }: Facts) => facts);
  }

  /** What all pages of a list have. Throws with the answer if one of them is refused. */
  private async all<Page extends { next_page_token?: string }, Item>(
    path: string,
    filter: Record<string, string>,
    itemsOf: (page: Page) => readonly Item[],
  ): Promise<Item[]> {
    const found: Item[] = [];
    for (let token: string | undefined = ''; token !== undefined;) {
      const query: URLSearchParams = new URLSearchParams({
        ...filter,
        page_size: '200',
        ...(token && { page_token: token }),
      });
      const { status, body, text }: Answer<Page> = await this.get(`${path}?${query.toString()}`);
      if (status !== 200) throw new Error(`${path} is not listed: ${status} ${text}`);
      found.push(...itemsOf(body));
      token = body.next_page_token;
    }
    return found;
  }
}
