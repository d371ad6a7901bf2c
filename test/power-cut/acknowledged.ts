import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ArtifactAnswer, Session } from '@app/intent-contracts';
import { placeOrder } from '../processes/intents.js';
import { type PlaneClient, send } from '../processes/plane-client.js';

/** What a Runtime has said that it has. */
export interface Promised {
  readonly executions: readonly string[];
  readonly facts: readonly string[];
  /** Of an artifact, by its id, the digest of its bytes. */
  readonly artifacts: ReadonlyMap<string, string>;
}

/** Fewer than are listed at once. */
const MOST_FACTS = 500;

/** Clients that ask without a pause, and keep what they were promised. */
export class Acknowledged {
  private readonly executions: string[] = [];
  private readonly facts = new Set<string>();
  private readonly artifacts = new Map<string, string>();
  private asked = 0;
  private readonly stopped = new AbortController();

  constructor(
    private readonly api: PlaneClient,
    readonly session: Session,
  ) {}

  start(): void {
    for (let count = 0; count < 6; count += 1) void this.again(() => this.order());
    void this.again(() => this.keepFact());
    for (let count = 0; count < 2; count += 1) void this.again(() => this.upload());
  }

  /** What was promised until now. */
  get promised(): Promised {
    return { executions: [...this.executions], facts: [...this.facts], artifacts: new Map(this.artifacts) };
  }

  stop(): void {
    this.stopped.abort();
  }

  private async again(act: () => Promise<void>): Promise<void> {
    while (!this.stopped.signal.aborted) {
      // A Runtime that was taken away answers nobody.
      await act().catch(() => sleep(20));
    }
  }

  private async order(): Promise<void> {
    const { status, body } = await this.api.submit(placeOrder(this.session));
    if (status === 202) this.executions.push(body.execution_id);
  }

  private async keepFact(): Promise<void> {
    this.asked += 1;
    const key = `fact-${this.asked % MOST_FACTS}`;
    const url = `${this.api.base}/session/${this.session.session_id}/state/${key}`;
    const { status } = await send('PUT', url, { json: { kept: true } });
    if (status === 200) this.facts.add(key);
  }

  private async upload(): Promise<void> {
    const bytes = randomBytes(20_000);
    const headers = { 'content-type': 'application/octet-stream' };
    const { status, body } = await send<ArtifactAnswer>('POST', `${this.api.base}/artifact/upload`, {
      headers,
      body: new Uint8Array(bytes),
    });
    if (status === 201) this.artifacts.set(body.artifact.artifact_id, createHash('sha256').update(bytes).digest('hex'));
  }
}
