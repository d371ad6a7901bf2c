import { Injectable } from '@nestjs/common';

/** Goods put aside for one order. */
export interface Reservation {
  reservation_id: string;
  /** In cents. */
  total: number;
}

const UNIT_PRICE = 1_250;

/**
 * The warehouse. Yours makes a call where this one computes; either way the same key gives the same reservation,
 * so that an attempt whose answer was lost can be made again.
 */
@Injectable()
export class Stock {
  reserve(sku: string, quantity: number, key: string): Reservation {
    return { reservation_id: `res_${key}`, total: quantity * UNIT_PRICE };
  }

  /** Frees what was reserved under the key. One that never came to be is freed already. */
  release(key: string): { released: string } {
    return { released: `res_${key}` };
  }
}
