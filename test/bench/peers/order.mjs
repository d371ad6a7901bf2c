/** The job that every peer carries out: three steps in a line, each of which returns a small object, and none calls out. */
export const orderOf = (number) => ({ order_id: `o-${number}`, sku: 'lamp', quantity: 1, card: 'tok_visa' });

export const reserveStock = ({ order_id, quantity }) => ({ reservation_id: `res_${order_id}`, total: quantity * 100 });

export const chargeCard = ({ order_id }, { total }) => ({ charge_id: `cha_${order_id}`, charged: total });

export const createOrder = ({ order_id }, { reservation_id }, { charge_id }) => ({
  order_id,
  reservation_id,
  charge_id,
});

/** All of it at once, for those who know no steps. */
export function placeOrder(order) {
  const reservation = reserveStock(order);
  return createOrder(order, reservation, chargeCard(order, reservation));
}

/** Throws unless these are the orders 1 to `count`, each once. */
export function checkOrders(orderIds, count, whose) {
  const found = new Set(orderIds);
  const missing = Array.from({ length: count }, (_, index) => `o-${index + 1}`).filter((id) => !found.has(id));
  if (missing.length > 0 || orderIds.length !== count) {
    throw new Error(`${whose} has carried out ${orderIds.length} of ${count} orders; ${missing[0]} is missing.`);
  }
}
