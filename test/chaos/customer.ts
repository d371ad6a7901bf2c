import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution, Session } from '@app/intent-contracts';
import { placeOrder } from '../processes/intents.js';
import type { Answer, PlaneClient } from '../processes/plane-client.js';
import type { IntentRecord } from './history.js';
import type { Random } from './random.js';

const STEPS = ['reserve-stock', 'charge-card', 'create-order'] as const;
const PATIENCE = 90_000;

/**
 * Orders one thing after another, and keeps a record of what it was told. It does what the contract asks of a client:
 * an intent that was not acknowledged is sent again with the same key, however often it takes.
 */
export class Customer {
  readonly intents: IntentRecord[] = [];
  private orders = 0;

  constructor(
    private readonly name: string,
    private readonly runtime: PlaneClient,
    private readonly session: Session,
    private readonly random: Random,
  ) {}

  /** The intent under way, if any. */
  get current(): IntentRecord | undefined {
    const intent = this.intents.at(-1);
    return intent === undefined || intent.ended ? undefined : intent;
  }

  /** Goes on until told to stop; then sees the last order through. */
  async shop(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) await this.order();
  }

  private async order(): Promise<void> {
    this.orders += 1;
    const intent: IntentRecord = {
      order_id: `${this.name}-${this.orders}`,
      session_id: this.session.session_id,
      idempotency_key: `${this.name}-${this.orders}`,
      sent: 0,
      acknowledged: [],
    };
    this.intents.push(intent);
    const payload = { order_id: intent.order_id, simulate: this.fate() };
    const deadline = Date.now() + PATIENCE;
    await this.send(intent, payload, deadline);
    // Some ask twice although they were answered: they are to be told the same.
    if (this.random.chance(0.1)) await this.send(intent, payload, deadline);
    await this.follow(intent, deadline);
  }

  /** A fifth of the orders fails into undo, some of these with an undo that needs several attempts; some falter. */
  private fate(): Record<string, unknown> {
    const { random } = this;
    const delay_ms = random.between(0, 80);
    if (random.chance(0.2)) {
      const fails = { fail_step: random.oneOf(STEPS), delay_ms };
      return random.chance(0.3)
        ? { ...fails, fail_undo: random.oneOf(STEPS), fail_undo_times: random.between(1, 2) }
        : fails;
    }
    if (random.chance(0.2)) return { fail_step: random.oneOf(STEPS), fail_times: random.between(1, 2), delay_ms };
    return { delay_ms };
  }

  private async send(intent: IntentRecord, payload: Record<string, unknown>, deadline: number): Promise<void> {
    while (Date.now() < deadline) {
      intent.sent += 1;
      const answer = await answered(
        this.runtime.submit(placeOrder(this.session, payload), { 'idempotency-key': intent.idempotency_key }),
      );
      if (answer?.status === 202) {
        intent.acknowledged.push(answer.body.execution_id);
        return;
      }
      if (answer && ![409, 429, 503].includes(answer.status)) {
        throw new Error(`A good order was answered ${answer.status}: ${answer.text}`);
      }
      await sleep(this.random.between(20, 80));
    }
  }

  private async follow(intent: IntentRecord, deadline: number): Promise<void> {
    const [id] = intent.acknowledged;
    for (let etag: string | undefined; id !== undefined && Date.now() < deadline;) {
      const answer: Answer<Execution> | undefined = await answered(
        this.runtime.status(id, { prefer: 'wait=5', ...(etag && { 'if-none-match': etag }) }),
      );
      // Gone: the checker will say so, and there is nothing to wait for.
      if (answer?.status === 404) return;
      if (answer?.status === 200) {
        etag = answer.headers.get('etag') ?? undefined;
        if (answer.body.done) {
          intent.ended = { as: answer.body.status, at: Date.now() };
          return;
        }
      }
      if (answer === undefined) await sleep(this.random.between(20, 80));
    }
  }
}

/** The answer, or undefined if Runtime died before it gave one: what chaos is about. */
async function answered<Body>(call: Promise<Answer<Body>>): Promise<Answer<Body> | undefined> {
  try {
    return await call;
  } catch (error) {
    // By name, because what `fetch` throws is made outside of the test's own context and is an instance of nothing here.
    if (['TypeError', 'TimeoutError'].includes((error as Error).name)) return undefined;
    throw error;
  }
}
