import { type Handles, IntentHandler, type RetryPolicy, type Saga } from '@symphainy/runtime/realm-kit';
import { Orders } from '../orders/orders.js';
import { Payments } from '../payments/payments.js';
import { Rehearsal } from '../rehearsal/rehearsal.js';
import { Stock } from '../stock/stock.js';
import { PlaceOrder, type PlaceOrderInput, type PlaceOrderOutput } from './place-order.intent.js';

/**
 * Short waits, because rehearsals and tests sit through them. Against services that you do not own, leave `retry` and
 * `undoRetry` out: the engine's own begin at 200 ms and grow, which is what a service in trouble needs.
 */
const RETRY: Partial<RetryPolicy> = { maxAttempts: 10, initialInterval: '20ms', maxInterval: '500ms' };

@IntentHandler(PlaceOrder, { version: 1, deadline: '1h' })
export class PlaceOrderHandler implements Handles<typeof PlaceOrder> {
  constructor(
    private readonly stock: Stock,
    private readonly payments: Payments,
    private readonly orders: Orders,
    private readonly rehearsal: Rehearsal,
  ) {}

  async run(engine: Saga, input: PlaceOrderInput): Promise<PlaceOrderOutput> {
    // A realm without `simulate` names its parameter `saga` and has no use for this line.
    const saga = this.rehearsal.of(engine, input.simulate);

    const reservation = await saga.step('reserve-stock', {
      retry: RETRY,
      invoke: ({ key }) => this.stock.reserve(input.sku, input.quantity, key),
      compensate: ({ key }) => this.stock.release(key),
      undoRetry: RETRY,
    });

    const charge = await saga.step('charge-card', {
      retry: RETRY,
      invoke: ({ key }) => this.payments.charge(input.card, reservation.total, key),
      compensate: ({ key }) => this.payments.refund(key),
      undoRetry: RETRY,
    });

    const order = await saga.step('create-order', {
      retry: RETRY,
      invoke: () =>
        this.orders.create({
          order_id: input.order_id,
          reservation_id: reservation.reservation_id,
          charge_id: charge.charge_id,
        }),
      compensate: () => this.orders.withdraw(input.order_id),
      undoRetry: RETRY,
    });

    return { order_id: order.order_id, reservation_id: reservation.reservation_id, charge_id: charge.charge_id };
  }
}
