import { Injectable } from '@nestjs/common';

/** An order as it stands in the books. */
export interface Order {
  order_id: string;
  reservation_id: string;
  charge_id: string;
}

/** The books. The customer's `order_id` is the identity of an order, so writing it down twice is writing it down once. */
@Injectable()
export class Orders {
  create(order: Order): Order {
    return { ...order };
  }

  /** Strikes the order out. One that was never written down is struck out already. */
  withdraw(orderId: string): { withdrawn: string } {
    return { withdrawn: orderId };
  }
}
