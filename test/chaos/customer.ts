import type { Session } from '@app/intent-contracts';
import { placeOrder } from '../processes/intents.js';
import type { PlaneClient } from '../processes/plane-client.js';
import { Errand } from './errand.js';
import type { IntentRecord, Subscription } from './history.js';
import type { Random } from './random.js';
import { drawTrip } from './trip-plan.js';

const ORDER_STEPS = ['reserve-stock', 'charge-card', 'create-order'] as const;

/** Takes a trip or orders something, one after another, and keeps a record of what it was told. */
export class Customer {
  readonly intents: IntentRecord[] = [];
  readonly subscriptions: Subscription[] = [];
  private number = 0;

  constructor(
    private readonly name: string,
    private readonly runtime: PlaneClient,
    readonly session: Session,
    private readonly random: Random,
    /** Milliseconds after which it gives an errand up. */
    private readonly patience = 120_000,
  ) {}

  /** The intent under way, if any. */
  get current(): IntentRecord | undefined {
    const intent = this.intents.at(-1);
    return intent === undefined || intent.ended ? undefined : intent;
  }

  /** Goes on until told to stop; then sees the last errand through. */
  async shop(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const errand = this.next();
      await errand.run();
      if (errand.subscription) this.subscriptions.push(errand.subscription);
    }
  }

  private next(): Errand {
    this.number += 1;
    const record: IntentRecord = {
      order_id: `${this.name}-${this.number}`,
      session_id: this.session.session_id,
      idempotency_key: `${this.name}-${this.number}`,
      sent: 0,
      acknowledged: [],
    };
    this.intents.push(record);
    return this.random.chance(0.25) ? this.order(record) : this.trip(record);
  }

  private order(record: IntentRecord): Errand {
    const intent = placeOrder(this.session, { order_id: record.order_id, simulate: this.fate() });
    return new Errand(record, intent, { signals: [] }, this.runtime, this.random, this.patience);
  }

  private trip(record: IntentRecord): Errand {
    const plan = drawTrip(this.random);
    record.notes = plan.stages.filter(({ kind }) => kind === 'note').length;
    const intent = {
      intent_type: 'trips.take',
      realm: 'trips',
      session_id: this.session.session_id,
      tenant_id: this.session.tenant_id,
      payload: { trip_id: record.order_id, stages: plan.stages },
    };
    return new Errand(record, intent, plan, this.runtime, this.random, this.patience);
  }

  /** A fifth of the orders fails into undo, some of these with an undo that needs several attempts; some falter. */
  private fate(): Record<string, unknown> {
    const { random } = this;
    const delay_ms = random.between(0, 80);
    if (random.chance(0.2)) {
      const fails = { fail_step: random.oneOf(ORDER_STEPS), delay_ms };
      return random.chance(0.3)
        ? { ...fails, fail_undo: random.oneOf(ORDER_STEPS), fail_undo_times: random.between(1, 2) }
        : fails;
    }
    if (random.chance(0.2)) return { fail_step: random.oneOf(ORDER_STEPS), fail_times: random.between(1, 2), delay_ms };
    return { delay_ms };
  }
}
