import { setTimeout as sleep } from 'node:timers/promises';
import { isTerminal, type Execution, type SubmitIntent } from '@app/intent-contracts';
import type { Answer, PlaneClient } from '../processes/plane-client.js';
import type { IntentRecord, SentSignal, Subscription } from './history.js';
import { answered, insist } from './insist.js';
import type { Random } from './random.js';
import { Subscriber } from './subscriber.js';
import type { PlannedSignal, TripPlan } from './trip-plan.js';

/** Longer than any time-out of a wait, so that a late signal is late. */
const LATE = 600;

/** One intent from the first try to its end, with everything that its client has to say in between. */
export class Errand {
  /** What was seen of its events, if its client looked at them. */
  subscription: Subscription | undefined;
  private readonly deadline: number;
  private last: Execution | undefined;
  private lost = false;
  private tell: (() => void)[] = [];

  constructor(
    readonly record: IntentRecord,
    private readonly intent: SubmitIntent,
    private readonly plan: Pick<TripPlan, 'signals' | 'cancelAfter'>,
    private readonly runtime: PlaneClient,
    private readonly random: Random,
    private readonly patience: number,
  ) {
    this.deadline = Date.now() + patience;
  }

  async run(): Promise<void> {
    const id = await this.submit();
    if (id === undefined) return;
    // Some ask twice although they were answered: they are to be told the same.
    if (this.random.chance(0.1)) await this.submit();
    const { signals, cancelAfter } = this.plan;
    await Promise.all([
      this.follow(id),
      ...(this.random.chance(0.1) ? [this.subscribe(id)] : []),
      ...signals.map((signal) => this.signal(id, signal)),
      ...(cancelAfter === undefined ? [] : [this.cancel(id, cancelAfter)]),
    ]);
  }

  private async submit(): Promise<string | undefined> {
    const { record } = this;
    const answer = await this.insist(() => {
      record.sent += 1;
      return this.runtime.submit(this.intent, { 'idempotency-key': record.idempotency_key });
    });
    if (!answer) return undefined;
    if (answer.status !== 202) throw new Error(`A good intent was answered ${answer.status}: ${answer.text}`);
    record.acknowledged.push(answer.body.execution_id);
    return answer.body.execution_id;
  }

  private subscribe(id: string): Promise<void> {
    const subscriber = new Subscriber({ execution_id: id }, this.intent.tenant_id, this.runtime, this.random);
    this.subscription = subscriber.subscription;
    return subscriber.follow(AbortSignal.timeout(this.patience));
  }

  private async cancel(id: string, after: number): Promise<void> {
    await sleep(after);
    this.record.cancel = {};
    const answer = await this.insist(() => this.runtime.post<Execution>(`/execution/${id}/cancel`, {}));
    if (answer?.status === 202) this.record.cancel.acknowledged = answer.body.status;
    else if (answer) this.record.cancel.refused = true;
  }

  private async signal(id: string, { name, id: signalId, when, times }: PlannedSignal): Promise<void> {
    const sent: SentSignal = { name, id: signalId, acknowledged: 0 };
    (this.record.signals ??= []).push(sent);
    if (when !== 'early') await this.until(({ status }) => status === 'waiting' || isTerminal(status));
    if (when === 'late') await sleep(LATE);
    for (let time = 0; time < times; time += 1) {
      const body = { id: signalId, payload: { of: this.record.order_id } };
      const answer = await this.insist(() => this.runtime.post(`/execution/${id}/signal/${name}`, body));
      if (answer?.status === 202) sent.acknowledged += 1;
      else if (answer) sent.refused = true;
      else return;
    }
  }

  private async follow(id: string): Promise<void> {
    for (let etag: string | undefined; Date.now() < this.deadline;) {
      const answer: Answer<Execution> | undefined = await answered(
        // Whoever has to do something first does not wait for news: in 5 s the process may be dead again.
        this.runtime.status(id, {
          ...(!this.isStuck && { prefer: 'wait=5' }),
          ...(etag && { 'if-none-match': etag }),
        }),
      );
      // Gone: the checker will say so, and there is nothing to wait for.
      if (answer?.status === 404) break;
      if (answer?.status === 200) {
        etag = answer.headers.get('etag') ?? undefined;
        this.seen(answer.body);
      }
      if (this.last?.done) return;
      if (this.last) await this.helpOn(id, this.last);
      // Whoever asked again at once would be told of every single event.
      await sleep(this.random.between(20, 150));
    }
    // It is gone, or has taken too long: there is nothing more to wait for.
    this.lost = true;
    this.wakeAll();
  }

  private get isStuck(): boolean {
    return this.last?.status === 'paused' || this.last?.status === 'compensation_failed';
  }

  /** Does what an operator has to do: an undo that failed for good, and a pause because the process died too often. */
  private async helpOn(id: string, { status }: Execution): Promise<void> {
    const post = (path: string, body: object) => answered(this.runtime.post(`/execution/${id}/${path}`, body));
    if (status === 'paused') await post('resume', {});
    if (status !== 'compensation_failed') return;
    switch (this.random.between(1, 3)) {
      case 1:
        await post('compensation/skip', { reason: 'It is not worth it.' });
        break;
      case 2:
        await post('compensation/resolve', { evidence: 'Done by hand.' });
        break;
      default:
        await post('compensation/retry', {});
    }
  }

  private seen(execution: Execution): void {
    this.last = execution;
    if (execution.done) this.record.ended = { as: execution.status, at: Date.now() };
    this.wakeAll();
  }

  private async until(wanted: (execution: Execution) => boolean): Promise<void> {
    while (!this.lost && !(this.last && wanted(this.last))) {
      await new Promise<void>((resolve) => this.tell.push(resolve));
    }
  }

  private wakeAll(): void {
    for (const wake of this.tell.splice(0)) wake();
  }

  private insist<Body>(call: () => Promise<Answer<Body>>): Promise<Answer<Body> | undefined> {
    return insist(call, { random: this.random, deadline: this.deadline });
  }
}
