import { Injectable } from '@nestjs/common';

/** Money taken from a card. */
export interface Charge {
  charge_id: string;
  /** In cents. */
  amount: number;
}

/** The payment provider. The key is its idempotency key: one charge however often it is asked for. */
@Injectable()
export class Payments {
  charge(card: string, amount: number, key: string): Charge {
    return { charge_id: `cha_${key}`, amount };
  }

  /** Gives back what was charged under the key. What was never charged needs nothing. */
  refund(key: string): { refunded: string } {
    return { refunded: `cha_${key}` };
  }
}
