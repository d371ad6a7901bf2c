import { createHash } from 'node:crypto';
import type { Artifact, Execution, SessionAnswer } from '@app/intent-contracts';
import { send, type PlaneClient } from '../processes/plane-client.js';
import { answered, insist } from './insist.js';
import type { Random } from './random.js';

const TENANT = 'uploaders';
const PATIENCE = 120_000;

/** Uploads one small file after another, and looks in the end whether what was acknowledged is there. */
export class Uploader {
  private readonly kept: { artifactId: string; executionId: string; sha256: string }[] = [];

  constructor(
    private readonly runtime: PlaneClient,
    private readonly random: Random,
  ) {}

  get uploads(): number {
    return this.kept.length;
  }

  /** Goes on until it is told to stop. */
  async upload(stop: AbortSignal): Promise<void> {
    const answer = await this.insist(() =>
      this.runtime.post<SessionAnswer>('/session/create', { tenant_id: TENANT, user_id: 'uma' }),
    );
    const sessionId = answer?.body.session.session_id;
    for (let number = 1; sessionId && !stop.aborted; number += 1) await this.one(sessionId, number);
  }

  /** What is missing or otherwise than it was acknowledged. */
  async missing(): Promise<string[]> {
    const missing = await Promise.all(
      this.kept.map(async ({ artifactId, executionId, sha256 }) => {
        const { body } = await this.runtime.status(executionId);
        if (!body.done || body.status !== 'succeeded') return [`upload ${executionId} is ${body.status}`];
        const { status, text } = await this.runtime.get(`/artifact/${artifactId}/content?tenant_id=${TENANT}`);
        return status === 200 && digest(text) === sha256 ? [] : [`content of ${artifactId}: ${status}`];
      }),
    );
    return missing.flat();
  }

  private async one(sessionId: string, number: number): Promise<void> {
    const text = `id,name\n${number},${'x'.repeat(this.random.between(1, 2_000))}\n`;
    const uploaded = await this.insist(() =>
      send<{ artifact: Artifact }>('POST', `${this.runtime.base}/artifact/upload`, {
        headers: { 'content-type': 'text/csv', 'x-filename': `file-${number}.csv` },
        body: text,
      }),
    );
    if (uploaded?.status !== 201) throw new Error(`A good upload was answered ${uploaded?.status}: ${uploaded?.text}`);
    const { artifact_id: artifactId } = uploaded.body.artifact;
    const intent = {
      intent_type: 'content.upload',
      realm: 'content',
      session_id: sessionId,
      tenant_id: TENANT,
      payload: { artifact_id: artifactId },
    };
    const accepted = await this.insist(() => this.runtime.submit(intent, { 'idempotency-key': `upload-${number}` }));
    if (accepted?.status !== 202) throw new Error(`A good intent was answered ${accepted?.status}: ${accepted?.text}`);
    const { execution_id: executionId } = accepted.body;
    this.kept.push({ artifactId, executionId, sha256: digest(text) });
    for (let ended: Execution | undefined; !ended?.done;) {
      ended = (await answered(this.runtime.status(executionId, { prefer: 'wait=1' })))?.body;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private insist<Body>(call: Parameters<typeof insist<Body>>[0]): ReturnType<typeof insist<Body>> {
    return insist(call, { random: this.random, deadline: Date.now() + PATIENCE });
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
