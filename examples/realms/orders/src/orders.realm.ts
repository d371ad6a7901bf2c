import { Realm } from '@symphainy/runtime/realm-kit';
import { Orders } from './orders/orders.js';
import { Payments } from './payments/payments.js';
import { PlaceOrderHandler } from './place-order/place-order.handler.js';
import { Ledger } from './rehearsal/ledger.js';
import { Rehearsal } from './rehearsal/rehearsal.js';
import { Stock } from './stock/stock.js';

@Realm({
  name: 'orders',
  handlers: [PlaceOrderHandler],
  providers: [
    Stock,
    Payments,
    Orders,
    Rehearsal,
    { provide: Ledger, useFactory: () => Ledger.at(process.env['ORDERS_LEDGER_URL']) },
  ],
})
export class OrdersRealm {}
