import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { DemoFailed } from './demo-failed.mjs';

export const TENANT = 'demo';
const ANSWER_WITHIN_MS = 60_000;

/** What the demo asks of Experience; it never speaks to Runtime. */
export class ExperienceClient {
  /** `v1` is where Experience answers, with its `/v1`. */
  constructor(v1) {
    this.v1 = v1;
  }

  /** Opens the session in which all that follows happens. */
  async open() {
    const { session } = await this.post('/session', { tenant_id: TENANT, user_id: 'you' });
    this.sessionId = session.session_id;
  }

  /** Uploads a file as a browser's form would. With `wait`, the answer is the outcome. */
  async upload(file, { wait } = {}) {
    const form = new FormData();
    form.set('tenant_id', TENANT);
    form.set('session_id', this.sessionId);
    form.set('file', await openAsBlob(file), basename(file));
    const headers = wait ? { prefer: `wait=${wait}` } : {};
    return this.call('POST', '/content/upload', { body: form, headers });
  }

  profile(artifactId) {
    return this.call('GET', `/content/${artifactId}/profile`);
  }

  /** Has tables mashed into one; nothing is said of how. */
  mash(contentRefs) {
    const body = { tenant_id: TENANT, session_id: this.sessionId, content_refs: contentRefs };
    return this.post('/data-mash/create', body);
  }

  dataMash(mashId) {
    return this.call('GET', `/data-mash/${mashId}`);
  }

  placeOrder(payload) {
    const intent = { intent_type: 'orders.place', realm: 'orders', session_id: this.sessionId, tenant_id: TENANT };
    return this.post('/intent/submit', { ...intent, payload });
  }

  /** The status of an execution, and its steps. */
  execution(executionId) {
    return this.call('GET', `/execution/${executionId}`);
  }

  post(path, json) {
    return this.call('POST', path, { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } });
  }

  /** The JSON of a good answer. Any other, or none, is the end of the demo. */
  async call(method, path, { body, headers } = {}) {
    const what = `${method} ${this.v1}${path}`;
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    let answer;
    try {
      answer = await fetch(this.v1 + path, { method, body, headers, signal });
    } catch (error) {
      const reason = error.cause?.code ?? error.message;
      throw new DemoFailed(`${what} got no answer: ${reason}`, 'Look whether both planes still run, then try again.');
    }
    if (!answer.ok) {
      const { detail } = await answer.json().catch(() => ({}));
      throw new DemoFailed(
        `${what} was answered ${answer.status}: ${detail ?? answer.statusText}`,
        'If the planes run with settings of their own, try the demo without them: stop the planes and run it again.',
      );
    }
    return answer.json();
  }
}
