import { PlaneClient, type Answer } from '../processes/plane-client.js';

/** A request as its client saw it. */
export interface Overheard {
  /** Milliseconds since the epoch at which it was sent, and how long it took until it was answered or broke off. */
  at: number;
  took: number;
  method: 'GET' | 'POST';
  path: string;
  /** Undefined if there was no answer. */
  status: number | undefined;
  retryAfter: string | null;
}

/** Asks whom it is told to ask at each call, and remembers how it was answered. */
export class OverheardClient extends PlaneClient {
  readonly heard: Overheard[] = [];

  override get<Body>(path: string, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    return this.note('GET', path, super.get(path, headers));
  }

  override post<Body>(path: string, json: unknown, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    return this.note('POST', path, super.post(path, json, headers));
  }

  /** What was sent from then on. */
  since(time: number): Overheard[] {
    return this.heard.filter(({ at }) => at >= time);
  }

  private async note<Body>(
    method: Overheard['method'],
    path: string,
    call: Promise<Answer<Body>>,
  ): Promise<Answer<Body>> {
    const at = Date.now();
    const heard: Overheard = { at, took: 0, method, path, status: undefined, retryAfter: null };
    try {
      const answer = await call;
      heard.status = answer.status;
      heard.retryAfter = answer.headers.get('retry-after');
      return answer;
    } finally {
      heard.took = Date.now() - at;
      this.heard.push(heard);
    }
  }
}
