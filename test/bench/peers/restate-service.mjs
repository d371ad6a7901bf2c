/** The handler that Restate calls, in a process of its own. Prints its address when it listens. */
import { serve, service } from '@restatedev/restate-sdk';
import { chargeCard, createOrder, reserveStock } from './order.mjs';

// The SDK needs what Node 20 does not have yet.
Promise.withResolvers ??= function withResolvers() {
  const capability = {};
  capability.promise = new this((resolve, reject) => Object.assign(capability, { resolve, reject }));
  return capability;
};

const orders = service({
  name: 'orders',
  handlers: {
    place: async (context, order) => {
      const reservation = await context.run('reserve-stock', () => reserveStock(order));
      const charge = await context.run('charge-card', () => chargeCard(order, reservation));
      return context.run('create-order', () => createOrder(order, reservation, charge));
    },
  },
});

console.log(`http://127.0.0.1:${await serve({ services: [orders], port: 0 })}`);
